import { describe, expect, test } from 'vitest'
import type { Bundle } from '../../schema/wire/bundle.ts'
import { cutPower, killedAt, rebootTooSlowly } from '../../test/fixtures/dying.ts'
import { archiveBundles, referenceBundles } from '../../test/fixtures/reference-bundles.ts'
import { beginRlyeh, type Rlyeh } from '../../test/fixtures/rlyeh-in-memory.ts'
import { starterArchiveBundles, starterBundles } from '../../test/fixtures/starter-bundles.ts'
import { ToolError } from '../ports/tool-error.ts'
import { boot } from './boot.ts'
import { loadJournal } from './change/journal-file.ts'
import { once } from './once.ts'

/** A gateway in the middle of a change to one network more, by either daemon. */
const DAEMONS = [
  ['swanctl', referenceBundles, archiveBundles],
  ['ipsec.conf', starterBundles, starterArchiveBundles],
] as const

/** The power goes at this operation, and the daemons start before cygnet-boot is through. */
const cutAt = async (
  at: (next: string) => boolean,
  [from, to]: readonly [() => readonly Bundle[], () => readonly Bundle[]],
): Promise<Rlyeh> => {
  const rlyeh = await beginRlyeh()
  await rlyeh.world.release(3, { bundles: from() })
  await once(rlyeh.gateway)
  await rlyeh.world.release(4, { bundles: to() })
  await killedAt(rlyeh, at, async () => await once(rlyeh.gateway))
  await rebootTooSlowly(rlyeh)
  return rlyeh
}

const livesIn = ({ host }: Rlyeh): { readonly conns: boolean; readonly rules: boolean } => ({
  conns: host.live.connections.includes('10.3.0.0/16'),
  rules: host.live.rules?.v4.includes('10.3.0.0/16') ?? false,
})

describe.each(DAEMONS)('whoever boots faster than cygnet-boot, by %s', (daemon, from, to) => {
  test('is told of a change that was decided', async () => {
    const rlyeh = await cutAt(next => next.startsWith('disarm'), [from, to])
    expect((await loadJournal(rlyeh.world.disk)).pending?.phase).toBe('decided')
    // The rules in force are there, whatever has to wait for the service.
    expect(rlyeh.host.live.rules).toBeDefined()
    await once(rlyeh.gateway)
    expect(await loadJournal(rlyeh.world.disk)).toMatchObject({ inForce: { release: 4 } })
    expect(livesIn(rlyeh)).toEqual({ conns: true, rules: true })
    expect(rlyeh.host.live.daemon).toBe(daemon)
  })

  test('is told that one is taken back', async () => {
    const rlyeh = await cutAt(next => next.startsWith('apply ipsec'), [from, to])
    // The starter has read what was tried; charon by swanctl never does.
    expect(livesIn(rlyeh).conns).toBe(daemon === 'ipsec.conf')
    await once(rlyeh.gateway, { patient: true })
    expect((await loadJournal(rlyeh.world.disk)).inForce?.release).toBeLessThan(4)
    expect(livesIn(rlyeh)).toEqual({ conns: false, rules: false })
  })
})

test('what cannot be made live then is said, and nothing decided goes back', async () => {
  const rlyeh = await cutAt(next => next.startsWith('disarm'), [referenceBundles, archiveBundles])
  rlyeh.host.before = act => {
    if (act === 'apply ipsec') throw new ToolError('failed', 'charon', 'no')
  }
  await once(rlyeh.gateway)
  expect(await loadJournal(rlyeh.world.disk)).toMatchObject({ inForce: { release: 4 } })
  expect(rlyeh.said).toContain('not all is live yet: charon: no')
})

test('the firewall comes back also where nobody says whether it is too late', async () => {
  const rlyeh = await beginRlyeh()
  await once(rlyeh.gateway)
  await rlyeh.world.release(3, { bundles: archiveBundles() })
  await killedAt(
    rlyeh,
    next => next.startsWith('disarm'),
    async () => await once(rlyeh.gateway),
  )
  await cutPower(rlyeh)
  const { services, ...others } = rlyeh.host.tools
  const begun = () => Promise.reject(new ToolError('too-slow', 'systemctl', 'no answer in 30 s'))
  const mute = {
    ...rlyeh.gateway,
    tools: () => Promise.resolve({ ...others, services: { ...services, begun } }),
  }
  await expect(boot(mute)).rejects.toThrow('systemctl')
  expect(rlyeh.host.live.rules).toBeDefined()
})
