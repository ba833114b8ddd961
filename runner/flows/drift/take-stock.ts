import { canonicalBytes } from '../../../schema/wire/canonical.ts'
import type { Drifted } from '../../../schema/wire/drifted.ts'
import { digestOf } from '../../core/digest.ts'
import { asReported, type KnownDrift, knownBytes, tryAgain } from '../../core/drift/known.ts'
import { withoutDrift } from '../../core/drift/without.ts'
import { DRIFT } from '../../core/paths.ts'
import { type Problem, problem } from '../../core/problem.ts'
import type { Journal, Released } from '../../core/state/journal.ts'
import { reloadWhereChanged, writeFiles } from '../change/commit.ts'
import { loadBundle, openBundle } from '../change/generations.ts'
import { putInForce } from '../change/put-in-force.ts'
import type { Gateway } from '../gateway.ts'
import { report } from '../report/report.ts'
import { driftOf, type InForce, watchedOf } from './drift.ts'
import { glance } from './glance.ts'

/** What drifted, what of it drifts still, and why that could not be put back. */
export interface Stock {
  readonly found: readonly Drifted[]
  readonly left: readonly Drifted[]
  readonly failed?: Problem | undefined
}

/** Who wants drift put back: whoever wrote the topology, unless this gateway is paused, or somebody who stands here and says it. */
export type Wanted = 'as-written' | 'now'

/** Compares the gateway with what is in force, puts back what drifted where that is wanted, and reports what is new. */
export const takeStock = async (
  gateway: Gateway,
  journal: Journal,
  released: Released,
  known: KnownDrift | undefined,
  wanted: Wanted = 'as-written',
): Promise<Stock> => {
  const bundle = await loadBundle(gateway.disk, released.digest)
  const inForce = { bundle, files: await openBundle(gateway, bundle) }
  const watched = watchedOf(inForce)
  // Seen before it is looked into: what changes in between is found by the next turn.
  const seen = await glance(gateway, watched)
  const found = await lastingDrift(gateway, inForce)
  for (const { kind, what } of found) gateway.say(`drift: ${kind} ${what}`)
  const asWritten = bundle.drift === 'repair' && journal.paused === undefined
  const repairs = found.length > 0 && (wanted === 'now' || asWritten)
  const failed = repairs ? await putBack(gateway, inForce, found) : undefined
  const left = repairs ? await driftOf(gateway, inForce) : found
  const tries = (known?.again?.tries ?? 0) + 1
  const again = repairs && left.length > 0 ? { again: tryAgain(tries, gateway.clock.now()) } : {}
  const now = repairs ? await glance(gateway, watched) : seen
  const stands = {
    cygnet: 1,
    bundle: released.digest,
    watched,
    glance: now,
    ...asReported(left),
    ...again,
  } as const
  await gateway.disk.write('note what drifted', DRIFT, knownBytes(stands), 0o600)
  const about = { outcome: 'unchanged', about: released, inForce: released } as const
  if (repairs && left.length === 0) {
    gateway.say('drift: put back')
    await report(gateway, journal, { ...about, drift: { repaired: true, ...asReported(found) } })
  } else if (isNews(stands, known))
    await report(gateway, journal, { ...about, ...(failed && { problem: failed }) })
  return { found, left, failed }
}

/** Milliseconds after which drift that was seen is looked for again. */
const SETTLING = 2000

/** Drift that two looks see: an editor between two writes, a daemon that is just starting, is none. */
const lastingDrift = async (gateway: Gateway, inForce: InForce): Promise<Drifted[]> => {
  const first = await driftOf(gateway, inForce)
  if (first.length === 0) return first
  await gateway.clock.wait(SETTLING)
  const names = new Set(first.map(({ kind, what }) => `${kind} ${what}`))
  return (await driftOf(gateway, inForce)).filter(({ kind, what }) => names.has(`${kind} ${what}`))
}

/** The same drift of the same generation is said once; that it is gone is news, too. */
const isNews = (now: KnownDrift, known: KnownDrift | undefined): boolean => {
  const said = known?.bundle === now.bundle ? known : undefined
  return keyOf(now) !== keyOf({ found: said?.found ?? [], more: said?.more ?? 0 })
}

const keyOf = ({ found, more }: Pick<KnownDrift, 'found' | 'more'>): string =>
  digestOf(canonicalBytes([found, more]))

/** By the code that puts any change in place, from the generation without what drifted to the whole one. */
const putBack = async (
  gateway: Gateway,
  { bundle, files }: InForce,
  found: readonly Drifted[],
): Promise<Problem | undefined> => {
  const from = withoutDrift(files, found)
  const { firewall, daemon } = bundle
  try {
    await writeFiles(gateway, from.files, files)
    await reloadWhereChanged(gateway, daemon, from.files, files)
    await putInForce(gateway, {
      way: 'back',
      from: from.live,
      to: files,
      firewall: { from: firewall, to: firewall },
      daemon: { from: daemon, to: daemon },
      wasUp: [],
      originals: {},
    })
    return undefined
  } catch (error) {
    return problem('drift-repair', error instanceof Error ? error.message : String(error))
  }
}
