import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { publishBundles } from '../../infra/lab/managed/publish-bundles.ts'
import { type Stack, startStack } from '../../infra/local/stack.ts'
import { Examination } from '../../schema/control-plane.ts'
import { rootPath, TIMESTAMP } from '../../schema/wire/repository.ts'
import { referenceBundles } from '../../test/fixtures/reference-bundles.ts'
import { MemoryStore } from '../../worker/adapters/memory-store.ts'
import { seedSigner } from '../../worker/adapters/seed-signer.ts'
import { wanted } from '../github-app/manifest.ts'
import { makeNetworkKeys } from '../init/network-keys.ts'
import { examined } from './examine.ts'
import { type Get, getOver } from './look.ts'

const DAY = 24 * 3600 * 1000
const now = new Date('2026-03-01T12:00:00Z')
const base = 'https://control.test/v1/miskatonic'
const keys = makeNetworkKeys({ operators: 1, threshold: 1, now })
const custom = { release: 1, commit: 'c'.repeat(40), plan: 'd'.repeat(64) }

/** A control plane that is well, as far as a GET can see; each test makes one thing worse. */
describe('the doctor', () => {
  const signer = seedSigner(keys.workerSeed)
  let published: ReadonlyMap<string, Uint8Array>
  let store: MemoryStore
  let trust: string
  let date: Date
  let networks: string[]
  let examination: Examination

  beforeAll(async () => {
    const whole = new MemoryStore()
    await whole.put(rootPath(1), keys.rootBytes, { kind: 'absent' })
    await publishBundles({ store: whole, signer, clock: { now: () => now } }, referenceBundles(), custom)
    published = new Map(whole.objects)
  })

  beforeEach(async () => {
    trust = await mkdtemp(path.join(tmpdir(), 'cygnet-doctor-'))
    store = new MemoryStore()
    for (const [name, bytes] of published) store.objects.set(name, bytes)
    date = now
    networks = ['miskatonic']
    await writeFile(path.join(trust, '1.root.json'), keys.rootBytes)
    const { default_permissions, default_events } = await wanted()
    examination = {
      now: now.getTime(),
      address: base,
      visited: now.getTime() - 60_000,
      workerKey: Buffer.from(signer.publicKey).toString('base64'),
      operators: ['alice'],
      webhookSecret: true,
      logIn: ['github'],
      app: { said: { permissions: default_permissions, events: default_events, suspended: false } },
      notices: { said: true },
      failedDeliveries: { said: 0 },
    }
    return () => rm(trust, { recursive: true })
  })

  const get: Get = async url => {
    const { pathname } = new URL(url)
    if (pathname === '/health') return { status: 200, bytes: Buffer.from(JSON.stringify({ networks })), date }
    const object = await store.get(pathname.replace('/v1/miskatonic/repository/', ''))
    return { status: object === undefined ? 404 : 200, bytes: object?.bytes ?? new Uint8Array(), date }
  }
  const look = async (at = now) => {
    const plane = { examination: async () => examination }
    // TLS has no part in this: it takes a certificate of somebody's.
    const patient = { base: base.replace('https', 'http'), network: 'miskatonic', now: at, trust, get }
    const manifest = await wanted()
    return examined(patient, { plane, manifest })
  }
  const troubles = async (at = now): Promise<string[]> => {
    examination.address = base.replace('https', 'http')
    const found = (await look(at)).filter(({ verdict }) => verdict !== 'fine')
    for (const { mend } of found) expect(mend).not.toBe('')
    return found.map(({ check, verdict, says }) => `${verdict} ${check}: ${says}`)
  }
  const tampered = (name: string, change: (text: string) => string) => {
    const object = store.objects.get(name)
    if (object === undefined) throw new Error(`there is no ${name}`)
    store.objects.set(name, Buffer.from(change(Buffer.from(object).toString())))
  }

  test('finds nothing wrong where nothing is', async () => {
    expect(await troubles()).toEqual([])
    expect((await look()).map(({ check }) => check)).toEqual([
      'tls',
      'health',
      'clock',
      'root',
      'timestamp',
      'delegations',
      'webhook secret',
      'pages',
      'signing key',
      'address',
      'cron',
      'operator keys',
      'app',
      'notifications',
      'webhooks',
    ])
  })

  test('a bundle that is not the one of its name', async () => {
    const name = [...published.keys()].find(one => one.endsWith('.bundle.json')) ?? ''
    tampered(name, text => text.replace('"', '“'))
    expect(await troubles()).toEqual([`wrong metadata: ${name} holds other bytes than its name says`])
  })

  test('another network, and another clock', async () => {
    date = new Date(now.getTime() + 90_000)
    expect(await troubles()).toEqual(['wrong clock: your clock is 90 s behind'])
    networks = ['arkham']
    expect(await troubles()).toEqual([
      'wrong health: it serves arkham, and not miskatonic',
      'wrong clock: your clock is 90 s behind',
    ])
  })

  test('a root that is another one, was not put, or is not known here', async () => {
    await writeFile(path.join(trust, '2.root.json'), 'the next')
    expect(await troubles()).toEqual(['wrong root: root 2 is in trust/, and not where gateways look for it'])
    await rm(path.join(trust, '2.root.json'))
    await rm(path.join(trust, '1.root.json'))
    expect(await troubles()).toEqual(['warning root: root 1 is not in your trust/'])
    await writeFile(path.join(trust, '1.root.json'), 'ours')
    expect((await troubles())[0]).toBe('wrong root: root 1 there is another one than trust/1.root.json')
  })

  test('a root that too few signed, ends soon, or is over', async () => {
    tampered(rootPath(1), text => text.replace(/"threshold":1/, '"threshold":2'))
    expect((await troubles())[0]).toMatch(/^wrong root: root 1 there does not follow/)
    store.objects.delete(rootPath(1))
    await store.put(rootPath(1), keys.rootBytes, { kind: 'absent' })
    const soon = await troubles(new Date(now.getTime() + 340 * DAY))
    expect(soon).toContain('warning root: root 1, 1 of 1 operators, good for 25 days')
    const late = await troubles(new Date(now.getTime() + 366 * DAY))
    expect(late).toContain('wrong root: root 1 is over: gateways take nothing new')
  })

  test('a timestamp that nobody renews, is over, is missing, or is somebody else’s', async () => {
    const hour = DAY / 24
    date = new Date(now.getTime() + 14 * hour)
    expect((await troubles(date))[0]).toBe(
      'wrong timestamp: it was signed 14 h ago and not renewed: no cron comes by',
    )
    date = new Date(now.getTime() + 25 * hour)
    expect((await troubles(date))[0]).toMatch(/^wrong timestamp: it is over since 2026-03-02/)
    date = now
    tampered(TIMESTAMP, text => text.replace(/"sig":"..../, '"sig":"0000'))
    expect((await troubles())[0]).toMatch(/^wrong metadata: /)
    store.objects.delete(TIMESTAMP)
    expect(await troubles()).toEqual(['warning timestamp: nothing was released yet'])
  })

  test('a bundle that is not there', async () => {
    const bundle = [...store.objects.keys()].find(name => name.startsWith('targets/')) ?? ''
    store.objects.delete(bundle)
    expect(await troubles()).toEqual([`wrong metadata: ${bundle} is not there`])
  })

  test('settings that only an operator is told', async () => {
    const { workerKey } = examination
    examination = {
      ...examination,
      webhookSecret: false,
      logIn: [],
      operators: null,
      visited: null,
      notices: { problem: 'NOTIFY_URL is set, and NOTIFY_SECRET is not' },
      failedDeliveries: { said: 3 },
    }
    examination.workerKey = `${workerKey.startsWith('A') ? 'B' : 'A'}${workerKey.slice(1)}`
    examination.app = { said: { permissions: { checks: 'read' }, events: ['push'], suspended: false } }
    expect(await troubles()).toEqual([
      'wrong webhook secret: there is none: every webhook is refused',
      'warning pages: nobody can log in to them',
      expect.stringMatching(/^wrong signing key: root 1 names another key/),
      'wrong cron: it never came by',
      'wrong operator keys: OPERATOR_KEYS cannot be read: no key counts',
      expect.stringMatching(/^wrong app: it lacks write checks, write contents, .*the event pull_request/),
      'wrong notifications: nobody is told anything: NOTIFY_URL is set, and NOTIFY_SECRET is not',
      'warning webhooks: 3 did not arrive within a day',
    ])
    examination.app = { problem: 'not-found: could not look up what the App may do: 404: Not Found' }
    expect((await look()).find(({ check }) => check === 'app')?.mend).toContain('installations/new')
  })

  test('nothing at all', async () => {
    const silent = {
      base,
      network: 'miskatonic',
      now,
      trust,
      get: getOver(() => Promise.reject(new Error('no route'))),
    }
    const found = await examined(
      { ...silent, base: 'http://control.test/v1/miskatonic' },
      { plane: undefined, manifest: await wanted() },
    )
    expect(found.at(-1)).toMatchObject({ check: 'reach', verdict: 'wrong' })
    const closed = { ...silent, base: 'https://127.0.0.1:1/v1/miskatonic' }
    const [tls] = await examined(closed, { plane: undefined, manifest: await wanted() })
    expect(tls?.says).toBe('127.0.0.1 shows no certificate that holds: ECONNREFUSED')
  })
})

describe('the doctor, at the local stack', () => {
  let folder: string
  let stack: Stack

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'cygnet-doctor-'))
    stack = await startStack({ folder, network: 'miskatonic', users: [{ login: 'herbert', role: 'admin' }] })
    await mkdir(path.join(folder, 'trust'))
    await writeFile(path.join(folder, 'trust/1.root.json'), stack.root)
  })
  afterAll(async () => {
    await stack.stop()
    await rm(folder, { recursive: true })
  })

  test('sees a control plane that waits for its first release', async () => {
    await stack.worker.runCron()
    const at = `${stack.worker.url}/v1/miskatonic`
    const patient = { base: at, network: 'miskatonic', now: new Date(), trust: path.join(folder, 'trust') }
    const response = await fetch(`${at}/examination`, {
      headers: { authorization: `Bearer ${stack.forge.token('herbert')}` },
    })
    const plane = { examination: async () => Examination.parse(await response.json()) }
    const manifest = await wanted()
    const found = await examined({ ...patient, get: getOver(fetch) }, { plane, manifest })
    const wrong = found.filter(({ verdict }) => verdict === 'wrong')
    expect(found.find(({ check }) => check === 'notifications')?.says).toBe('no webhook is set')
    // The forge tells of fewer events than GitHub, and its App has no more rights than it needs there.
    expect(wrong.filter(({ check }) => check !== 'app')).toEqual([])
    expect(found.find(({ check }) => check === 'timestamp')?.says).toBe('nothing was released yet')
  })
})
