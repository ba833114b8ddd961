import { waveOf } from '../../worker/rollout/crossing.ts'
import { once } from '../../worker/rollout/once.ts'
import { namesOf } from '../../worker/rollout/person.ts'
import type { Halt, Release, Wave } from '../../worker/rollout/release.ts'
import type { Limit, Share } from '../../worker/rollout/rules.ts'
import type { Standing } from '../../worker/rollout/standing.ts'
import type { Rollout } from '../../worker/rollout/state.ts'
import type { Gateway } from './gateway.ts'
import type { Quality } from './network.ts'
import type { Role } from './repository.ts'

/** A promise of the rollout that was broken. */
export class Broken extends Error {
  override readonly name = 'Broken'
}

/** What the world knows by itself, without asking the machine that it watches. */
export interface Truth {
  readonly gateways: ReadonlyMap<string, Gateway>
  /** Those of whom something changed since they were last looked at. */
  readonly stirred: Set<Gateway>
  readonly highest: ReadonlyMap<string, number>
  readonly qualityOf: (digest: string) => Quality
}

/** Watches what the control plane does, and throws `Broken` at the first promise that it breaks. */
export class Invariants {
  /** How many waves halted by loss. */
  lossHalts = 0
  readonly #truth: Truth
  /** Whose words for a plan no release has used up yet. */
  readonly #words = new Map<string, Set<string>>()
  /** `gateway digest` of everything that was approved and begun. */
  readonly #allowed = new Set<string>()
  /** Sick, and said to be: nobody got word of them that they went back. */
  readonly #excused = new Set<string>()
  readonly #sick = new Set<string>()
  #rollout: Rollout | undefined

  constructor(truth: Truth) {
    this.#truth = truth
  }

  /** False when it was known. */
  approved(plan: string, login: string): boolean {
    const words = this.#words.get(plan) ?? new Set()
    const isNew = !words.has(login)
    this.#words.set(plan, words.add(login))
    return isNew
  }

  refused(plan: string, login: string): void {
    this.#words.get(plan)?.delete(login)
  }

  /** After every step of the machine. */
  stepped(before: Rollout, after: Rollout): void {
    this.#rollout = after
    const { current } = after
    if (current === undefined) return
    if (current.number !== before.current?.number) this.#begun(before, current)
    if (current.halt !== undefined && current.halt !== before.current?.halt) this.#halted(current.halt)
    if (!isSameWave(before.current, current)) this.#oneWave(current, before.current?.standings)
    if (after.shown !== before.shown) this.#numbersGrow(before, after)
    if (current.phase === 'halted' && before.current?.phase !== 'halted') this.#wentBack(current)
    if (current.phase === 'rolled-back' && before.current?.phase !== 'rolled-back') this.#wentBack(current)
    if (current.phase === 'completed' && before.current?.phase !== 'completed') this.#completed(current)
  }

  /** Bad weather halts nothing, a bundle that loses packets does. */
  #halted({ code, gateway }: Halt): void {
    if (code !== 'loss') return
    this.lossHalts += 1
    const runs = this.#truth.gateways.get(gateway ?? '')?.inForce?.digest ?? ''
    if (this.#truth.qualityOf(runs) !== 'lossy')
      throw new Broken(`halted by the loss of ${gateway}, which loses nothing`)
  }

  /** Whenever the repository tells a gateway something else. */
  told(gateway: string, before: Role | undefined, now: Role | undefined): void {
    if (now === undefined) return
    if (!this.#allowed.has(`${gateway} ${now.digest}`))
      throw new Broken(`${gateway} is told ${now.digest.slice(0, 8)}, which nobody approved`)
    const highest = this.#truth.highest.get(gateway) ?? 0
    if (now.number <= highest)
      throw new Broken(`${gateway} is told number ${now.number} after ${highest}: versions only grow`)
    if (before !== undefined && now.number < before.number) throw new Broken(`${gateway}: a number fell`)
  }

  /** After everything that happens. */
  happened(): void {
    const { current } = this.#rollout ?? {}
    if (current === undefined) return
    for (const gateway of this.#truth.stirred) {
      const { name } = gateway
      this.#inItsWave(current, gateway)
      if (gateway.isSick) this.#sick.add(name)
      else {
        this.#sick.delete(name)
        this.#excused.delete(name)
      }
    }
    this.#truth.stirred.clear()
    if (this.#sick.size > 0) this.#notTooMany(current)
  }

  #notTooMany(release: Release): void {
    const { atOnce, groups } = waveOf(release)
    const holds = Math.max(atOnce, ...groups.map(({ length }) => length))
    // Somebody wanted everybody back, whatever that was.
    if (release.rolledBack !== undefined) for (const name of this.#sick) this.#excused.add(name)
    const sick = [...this.#sick].filter(name => !this.#excused.has(name))
    if (sick.length > holds)
      throw new Broken(
        `${sick.length} gateways are sick at once, the wave holds ${holds}: ${sick.join(', ')}`,
      )
  }

  /** When nothing moves any more. */
  ended(rollout: Rollout, isBusy: boolean): void {
    const phase = rollout.current?.phase
    const rests = [undefined, 'completed', 'halted', 'rolled-back', 'paused']
    // A person at the gateway said that it is to wait: the check says so, and a person ends it.
    const isHeld = Object.values(rollout.current?.standings ?? {}).some(
      standing => standing.kind === 'pending' && standing.waits?.code === 'paused',
    )
    if (!rests.includes(phase) && !(phase === 'rolling' && isHeld))
      throw new Broken(`it never ends: ${phase}`)
    if (rollout.next !== undefined) throw new Broken('what was approved is never begun')
    if (isBusy) throw new Broken('work is left that nobody does')
  }

  #begun(before: Rollout, release: Release): void {
    const { candidate, approvedBy, number } = release
    const words = this.#words.get(candidate.plan) ?? new Set()
    const needed = wordsNeeded(before, candidate)
    if (words.size < needed)
      throw new Broken(`release ${number} begins with ${words.size} of ${needed} words`)
    if (new Set(approvedBy.map(({ id }) => id)).size < needed)
      throw new Broken(`release ${number} names ${namesOf(approvedBy)}`)
    this.#words.delete(candidate.plan)
    this.#atRest(before, number)
    this.#together(release)
    for (const { gateway, bundle } of candidate.members) this.#allowed.add(`${gateway} ${bundle}`)
  }

  /** Nobody is in the middle of the release before, but whoever was said to be astray. */
  #atRest({ current }: Rollout, number: number): void {
    if (current === undefined) return
    for (const [name, { trying }] of this.#truth.gateways) {
      const isOld = trying !== undefined && trying.digest === current.crossings[0]?.bundles[name]
      if (isOld && trying.number >= current.number && !this.#excused.has(name))
        throw new Broken(`release ${number} begins while ${name} still tries the one before`)
    }
  }

  #together({ candidate, crossings }: Release): void {
    const bundles = crossings[0]?.bundles ?? {}
    const groups = crossings.flatMap(({ waves }) => waves.flatMap(wave => wave.groups))
    for (const coupled of candidate.coupled) {
      const changed = coupled.filter(name => name in bundles)
      if (changed.length > 1 && !groups.some(group => changed.every(name => group.includes(name))))
        throw new Broken(`${changed.join(' and ')} hang together and are not one group`)
    }
  }

  #isBack(release: Release, name: string): void {
    const base = release.base[name]
    const gateway = this.#truth.gateways.get(name)
    if (base === undefined || base === null || gateway === undefined) return
    const { inForce, trying } = gateway
    if (inForce?.digest !== base.bundle || (trying !== undefined && trying.digest !== base.bundle))
      throw new Broken(`${name} counts as back and is not`)
  }

  #oneWave(release: Release, before: Release['standings'] = {}): void {
    const waves = wavesOf(release.crossings)
    const kinds = new Set<Standing['kind']>()
    for (const [name, wave] of waves) {
      const standing = release.standings[name]
      if (standing === undefined) throw new Broken(`${name} is in a wave and nowhere else`)
      const { kind } = standing
      kinds.add(kind)
      if (kind === 'pending' && wave !== release.wave) throw new Broken(`two waves at once: ${name}`)
      if (kind === 'queued' && wave < release.wave)
        throw new Broken(`a wave was left before all of it were told: ${name}`)
      if (standing !== before[name]) this.#moved(release, name, kind)
    }
    if (Object.keys(release.standings).length !== waves.size) throw new Broken('somebody is in no wave')
    if (kinds.has('pending') && kinds.has('returning'))
      throw new Broken('gateways are told to go on while others go back')
    for (const group of togetherIn(waveOf(release))) {
      const isSplit = group.some(name => release.standings[name]?.kind === 'queued')
      if (isSplit && group.some(name => release.standings[name]?.kind === 'pending'))
        throw new Broken(`${group.join(' and ')} are not told at the same time`)
    }
  }

  #moved(release: Release, name: string, kind: Standing['kind']): void {
    if (kind === 'astray') this.#excused.add(name)
    if (kind === 'returned') this.#isBack(release, name)
  }

  /** By what gateways really try, not by what the machine believes. */
  #inItsWave(release: Release, { name, trying }: Gateway): void {
    if (trying === undefined || trying.digest !== release.crossings[0]?.bundles[name]) return
    if (trying.number < release.number || trying.digest === release.base[name]?.bundle) return
    if ((wavesOf(release.crossings).get(name) ?? -1) > release.wave)
      throw new Broken(`${name} changes before its wave`)
  }

  #numbersGrow(before: Rollout, after: Rollout): void {
    for (const [name, { number, bundle }] of Object.entries(after.shown)) {
      const was = before.shown[name]
      if (was === undefined || was === after.shown[name]) continue
      if (number < was.number || (number === was.number && bundle !== was.bundle))
        throw new Broken(`${name}: ${was.number} becomes ${number}`)
    }
  }

  #wentBack(release: Release): void {
    for (const [name, standing] of Object.entries(release.standings)) {
      const base = release.base[name]
      if (standing.kind !== 'returned' || base === undefined || base === null) continue
      const runs = this.#truth.gateways.get(name)?.inForce?.digest
      if (runs !== base.bundle) throw new Broken(`${name} counts as back and runs ${runs?.slice(0, 8)}`)
    }
    const inWave = release.halt === undefined ? [] : waveOf(release).groups.flat()
    const left = inWave.filter(
      name => !['returned', 'astray', 'queued'].includes(release.standings[name]?.kind ?? ''),
    )
    if (left.length > 0) throw new Broken(`of the halted wave ${left.join(', ')} did not go back`)
  }

  #completed(release: Release): void {
    for (const [name, bundle] of Object.entries(release.crossings[0]?.bundles ?? {})) {
      const ran = this.#truth.gateways.get(name)?.ran.has(bundle)
      if (ran !== true) throw new Broken(`completed, and ${name} never ran its bundle`)
      if (release.standings[name]?.kind !== 'committed') throw new Broken(`completed without ${name}`)
    }
  }
}

/** In which wave of the first crossing each gateway is, from 0. */
const wavesOf = once(
  ([first]: Release['crossings']): ReadonlyMap<string, number> =>
    new Map(
      (first?.waves ?? []).flatMap(({ groups }, index) =>
        groups.flat().map((name): [string, number] => [name, index]),
      ),
    ),
)

/** Nothing of what is looked at in a wave is another than before. */
const isSameWave = (before: Release | undefined, release: Release): boolean =>
  before?.standings === release.standings &&
  before.wave === release.wave &&
  before.crossings === release.crossings

/** Those of a wave that must be told at the same time. */
const togetherIn = once(({ groups }: Wave) => groups.filter(({ length }) => length > 1))

/** By the limit of the base: what the candidate said, or what gateways are known to run, whichever is more. */
const wordsNeeded = (before: Rollout, candidate: Release['candidate']): number => {
  const limit: Limit = before.rules?.limit ?? candidate.rules.limit
  const bundles = new Map(candidate.members.map(({ gateway, bundle }) => [gateway, bundle]))
  const known = Object.entries(before.held).filter(([name]) => bundles.has(name))
  const differ = known.filter(([name, held]) => bundles.get(name) !== held.bundle).length
  const gone = Object.keys(before.shown).filter(name => !bundles.has(name)).length
  const { gateways, removals } = candidate.reach
  const isBeyond =
    most(limit.gateways, gateways.of) < Math.max(gateways.count, differ + gone) ||
    most(limit.removals, removals.of) < Math.max(removals.count, gone)
  return isBeyond ? 2 : 1
}

const most = (share: Share | undefined, of: number): number => {
  if (share === undefined) return Number.POSITIVE_INFINITY
  return share.unit === 'count' ? share.value : Math.max(1, Math.floor((of * share.value) / 100))
}
