import { expect } from 'vitest'
import { loadJournal, saveJournal } from '../../runner/flows/change/journal-file.ts'
import { once } from '../../runner/flows/once.ts'
import { beginRlyeh, TUNNEL } from '../fixtures/rlyeh-in-memory.ts'
import type { Change } from './changes.ts'
import { type Moment, Mortal } from './mortal.ts'
import { type Facts, journalIn, outsideOf, versionsIn } from './promises.ts'

const BAD = { digest: 'bad0'.repeat(16), release: 1 }

/** A gateway before a change. */
const before = async ({ before, to, interrupted }: Change): Promise<Mortal> => {
  const rlyeh = await beginRlyeh(before[0] ?? to)
  const { world, host, gateway } = rlyeh
  await saveJournal(world.disk, 'test', { cygnet: 1, knownBad: [BAD], originals: {} })
  host.up.add(TUNNEL).add('rlyeh-leng/containers-plateau')
  for (const [index, bundles] of before.entries()) {
    if (index > 0) await world.release(index + 2, { bundles: [...bundles] })
    expect((await once(gateway)).trouble).toBeUndefined()
  }
  const release = before.length + 2
  if (before.length > 0 && to !== undefined) await world.release(release, { bundles: [...to] })
  if (interrupted !== undefined) {
    const { target } = await world.refresh()
    const entry = {
      digest: target.digest,
      release,
      tries: interrupted,
      suspect: interrupted,
      why: 'a power cut',
    }
    const journal = await loadJournal(world.disk)
    const due = world.now.toISOString()
    await saveJournal(world.disk, 'test', { ...journal, interrupted: { ...entry, due } })
  }
  host.posted.length = 0
  world.disk.calls.sync()
  return new Mortal(rlyeh)
}

/** A gateway before a change, every moment of the change, and what is known of it. */
export const watch = async (
  change: Change,
): Promise<{ gateway: Mortal; moments: readonly Moment[]; facts: Facts }> => {
  const gateway = await before(change)
  const first = gateway.moment('the beginning')
  const moments: Moment[] = []
  for (const program of change.programs ?? ['once']) moments.push(...(await gateway.run(program, true)))
  const last = gateway.moment('the end')
  const offered = journalIn(last).inForce
  if (offered === undefined) throw new Error('the change was not taken')
  const facts = {
    before: first,
    after: last,
    old: outsideOf(first),
    fresh: outsideOf(last),
    offered,
    trusted: versionsIn(last),
    isAsked: change.to === undefined,
    closes: change.closes === true,
    suspect: change.interrupted ?? 0,
  }
  return { gateway, moments, facts }
}
