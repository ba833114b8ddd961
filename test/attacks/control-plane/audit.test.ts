import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pagesOf } from '../../../cli/audit/read-log.ts'
import { verifyLog } from '../../../cli/audit/verify-log.ts'
import { CommandError } from '../../../cli/command-error.ts'
import { type AuditEntry, hashOf, signedBytes } from '../../../schema/audit-chain.ts'
import { AuditPage } from '../../../schema/control-plane.ts'
import { fromBase64, toBase64 } from '../../../schema/wire/base64.ts'
import { signingKey, verifies } from '../../../schema/wire/ed25519.ts'
import { REFERENCE } from '../../fixtures/reference.ts'
import { workerSeed } from './settings.ts'
import { ControlPlane } from './world.ts'

const worker = signingKey(workerSeed)
const network = 'miskatonic'
const signed = (bytes: Uint8Array, signature: string): boolean =>
  verifies(bytes, fromBase64(signature), worker.publicKey)

/** The real control plane writes the log; who sits on its memory or on the way changes what is read of it. */
describe('the audit log', () => {
  let plane: ControlPlane
  let log: AuditEntry[] = []

  const audit = async (after: number): Promise<AuditPage> =>
    AuditPage.parse((await plane.api('GET', `/audit?after=${after}`, { token: 'token-of-alice' })).body)

  beforeAll(async () => {
    plane = await ControlPlane.begin({ 'README.md': 'a network' })
    const commit = plane.gitHub.commit({ 'topology.yaml': REFERENCE }, 'main')
    await plane.pushed('bob')
    const run = plane.gitHub.run('cygnet / rollout', commit)
    if (run === undefined) throw new Error('there is no check')
    for (const login of ['mallory', 'alice']) await plane.press(login, run)
    for await (const page of pagesOf({ audit }, 0)) log = [...log, ...page]
  })
  afterAll(() => plane.end())

  const verdict = async (entries: readonly AuditEntry[], noted?: AuditEntry): Promise<string> => {
    const served = {
      audit: async (after: number) => ({
        entries: entries.slice(after, after + 2),
        head: entries.at(-1) ?? null,
      }),
    }
    try {
      return `whole to ${(await verifyLog(served, { network, signed, noted })).number}`
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      return error.message.split(':')[0] ?? ''
    }
  }
  const altered = (number: number, change: Partial<AuditEntry>): AuditEntry[] =>
    log.map(entry => (entry.number === number ? { ...entry, ...change } : entry))

  test('says who moved what, and is whole', async () => {
    expect(log.map(({ who, what }) => `${who} ${what}`)).toEqual(
      expect.arrayContaining(['mallory approval-refused', 'alice approved', 'alice release-started']),
    )
    expect(await verdict(log)).toBe(`whole to ${log.length}`)
    expect((await verifyLog({ audit }, { network, signed, noted: log.at(-1) })).number).toBe(log.length)
  })

  test('an entry changed', async () => {
    expect(await verdict(altered(2, { who: 'bob' }))).toBe('changed')
  })

  test('an entry removed', async () => {
    expect(await verdict(log.filter(({ number }) => number !== 2))).toBe('gap')
    expect(await verdict(log.slice(0, -1), log.at(-1))).toBe('cut-off')
  })

  test('entries reordered', async () => {
    const [first, second, ...rest] = log
    expect(await verdict([second, first, ...rest].flatMap(entry => entry ?? []))).toBe('gap')
  })

  test('an entry appended by another hand', async () => {
    const last = log.at(-1)
    if (last === undefined) throw new Error('the log is empty')
    const link = { ...last, number: last.number + 1, who: 'alice', previous: last.hash }
    const hash = hashOf(link)
    const thief = signingKey(new Uint8Array(32).fill(66))
    const signature = toBase64(thief.sign(signedBytes(network, { number: link.number, hash })))
    expect(await verdict([...log, { ...link, hash, signature }])).toBe('foreign')
  })

  test('written anew as a whole by who has the Worker’s key: found by what was noted', async () => {
    let previous = '0'.repeat(64)
    const anew = log.map(entry => {
      const link = { ...entry, who: entry.who === 'mallory' ? 'carter' : entry.who, previous }
      previous = hashOf(link)
      const signature = toBase64(worker.sign(signedBytes(network, { number: link.number, hash: previous })))
      return { ...link, hash: previous, signature }
    })
    expect(await verdict(anew)).toBe(`whole to ${log.length}`)
    expect(await verdict(anew, log.at(-1))).toBe('rewritten')
  })

  test('is read by nobody who may not, and in pages', async () => {
    plane.gitHub.roles.set('carter', 'read')
    const answer = await plane.api('GET', '/audit?after=0', { token: 'token-of-carter' })
    expect(answer.body.error?.code).toBe('may-not')
    for (const bad of ['-1', '1e3', 'x', '0&last=1']) {
      const { body } = await plane.api('GET', `/audit?after=${bad}`, { token: 'token-of-alice' })
      expect(body.error?.code).toBe('malformed')
    }
  })
})
