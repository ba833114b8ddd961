import { expect, test } from 'vitest'
import { archiveBundles, referenceBundles } from '../../test/fixtures/reference-bundles.ts'
import { beginRlyeh, TUNNEL } from '../../test/fixtures/rlyeh-in-memory.ts'
import { hintFor } from '../core/hint.ts'
import type { IpsecTexts } from '../ports/ipsec.ts'
import { loadJournal } from './change/journal-file.ts'
import { once } from './once.ts'

const begin = async () => {
  const rlyeh = await beginRlyeh()
  await once(rlyeh.gateway)
  rlyeh.host.up.add(TUNNEL)
  await rlyeh.world.release(3, { bundles: archiveBundles() })
  rlyeh.host.acts.length = 0
  return rlyeh
}

test('a release that comes while strongSwan does not run waits, is said once, and is taken when it runs again', async () => {
  const { world, host, gateway, reports } = await begin()
  host.live.daemon = undefined
  for (let turn = 0; turn < 3; turn++) {
    const { trouble } = await once(gateway)
    expect(trouble?.code).toBe('strongswan-down')
    expect(trouble && hintFor(trouble)).toMatch(/systemctl start strongswan/)
  }
  expect(host.acts).not.toContain('arm the timer')
  expect(reports().filter(({ problem }) => problem?.code === 'strongswan-down')).toMatchObject([
    { outcome: 'unchanged' },
  ])
  const journal = await loadJournal(world.disk)
  expect(journal.knownBad).toEqual([])
  expect(journal.inForce?.release).toBe(2)
  host.live.daemon = 'swanctl'
  expect((await once(gateway)).trouble).toBeUndefined()
  expect((await loadJournal(world.disk)).inForce?.release).toBe(3)
  expect((await loadJournal(world.disk)).said).toBeUndefined()
})

test('so does one that comes while strongSwan runs and does not answer', async () => {
  const { world, gateway } = await begin()
  const mute = { ...gateway, ipsec: { ...gateway.ipsec, answers: () => Promise.resolve(false) } }
  expect((await once(mute)).trouble).toMatchObject({
    code: 'strongswan-down',
    message: expect.stringMatching(/does not answer/),
  })
  expect((await loadJournal(world.disk)).knownBad).toEqual([])
})

test('one that was started by hand is told from one that does not run', async () => {
  const { host, gateway } = await begin()
  host.live.daemon = undefined
  const stray = { ...gateway, ipsec: { ...gateway.ipsec, answers: () => Promise.resolve(true) } }
  expect((await once(stray)).trouble).toMatchObject({
    code: 'strongswan-down',
    message: expect.stringMatching(/not as a service of systemd/),
  })
})

test('one that ends in the middle of a change begins with what is in /etc: what is to go is taken from it', async () => {
  const { world, host, gateway } = await beginRlyeh(archiveBundles())
  await once(gateway)
  await world.release(3, { bundles: referenceBundles() })
  host.before = act => {
    if (act === 'apply netplan' || act === 'arm the timer') host.live.daemon = undefined
  }
  const told: string[] = []
  const listening = async (from: IpsecTexts, to: IpsecTexts): Promise<void> => {
    told.push(from.connections)
    await gateway.ipsec.apply(from, to)
  }
  await once({ ...gateway, ipsec: { ...gateway.ipsec, apply: listening } })
  expect(host.acts).toContain('start swanctl')
  expect(told).toEqual([expect.stringContaining('archive')])
  expect((await loadJournal(world.disk)).inForce?.release).toBe(3)
})

test('a first bundle starts the daemon that it names', async () => {
  const { host, gateway, world } = await beginRlyeh()
  host.live.daemon = undefined
  expect((await once(gateway)).trouble).toBeUndefined()
  expect(host.acts).toContain('start swanctl')
  expect((await loadJournal(world.disk)).inForce?.release).toBe(2)
})

test('a daemon that goes away is said once, with what was wrong, and that it is back too', async () => {
  const { host, gateway, reports } = await beginRlyeh()
  await once(gateway)
  host.live.daemon = undefined
  for (let turn = 0; turn < 3; turn++) await once(gateway)
  host.live.daemon = 'swanctl'
  for (let turn = 0; turn < 2; turn++) await once(gateway)
  expect(reports().map(({ outcome, problem }) => [outcome, problem?.code])).toEqual([
    ['committed', undefined],
    ['unchanged', 'strongswan-down'],
    ['unchanged', undefined],
  ])
})

test('before the first release nobody misses it', async () => {
  const { host, gateway, reports, world } = await beginRlyeh()
  world.intercept = path => (path.endsWith('timestamp.json') ? { kind: 'missing' } : undefined)
  host.live.daemon = undefined
  await once(gateway)
  expect(reports()).toEqual([])
})
