import type { KeptGateway } from '../picture/kept-picture.ts'
import { crossingOf } from '../rollout/crossing.ts'
import type { Release } from '../rollout/release.ts'
import { count } from '../rollout/words.ts'
import { type Facts, type Heard, patienceOf } from './facts.ts'
import { standingWord } from './standing-word.ts'
import { type Health, worstFirst, worstOf } from './tone.ts'
import { tunnelsIn } from './tunnels-in.ts'

/** A gateway, how it is, and why. */
export interface GatewayLine {
  readonly name: string
  readonly health: Health
  /** Everything that is not well with it, the worst first. */
  readonly reasons: readonly Health[]
  /** The wave in which the newest release changes it, from 1; undefined for one that it leaves alone. */
  readonly wave: number | undefined
  /** Digest of the bundle of the newest release; undefined for one that it does not name. */
  readonly bundle: string | undefined
  readonly heard: Heard | undefined
  /** As the topology has it; undefined while the network is not drawn. */
  readonly known: KeptGateway | undefined
}

/** Every gateway that the topology or the newest release names, by name. */
export const gatewaysOf = (facts: Facts): GatewayLine[] =>
  [
    ...new Set([
      ...(facts.picture?.gateways ?? []).map(({ name }) => name),
      ...(facts.release?.candidate.members ?? []).map(({ gateway }) => gateway),
    ]),
  ]
    .sort()
    .map(name => gatewayLine(facts, name))

/** One of them; undefined when there is none of that name. */
export const gatewayNamed = (facts: Facts, name: string): GatewayLine | undefined =>
  gatewaysOf(facts).find(line => line.name === name)

const gatewayLine = (facts: Facts, name: string): GatewayLine => {
  const { release } = facts
  const heard = facts.heard.get(name)
  const known = facts.picture?.gateways.find(one => one.name === name)
  const standing = release?.standings[name]
  const wave =
    release === undefined
      ? -1
      : crossingOf(release).waves.findIndex(({ groups }) => groups.some(group => group.includes(name)))
  const said = standing && standingWord(standing)
  const reasons = [
    ...(said === undefined || said.tone === 'well' ? [] : [{ tone: said.tone, word: said.word }]),
    ...(heard === undefined ? [] : ownTroubles(facts, heard)),
  ].toSorted(worstFirst)
  return {
    name,
    reasons,
    health: worstOf(reasons) ?? atRest(release, heard, known),
    wave: wave < 0 ? undefined : wave + 1,
    bundle: release?.candidate.members.find(({ gateway }) => gateway === name)?.bundle,
    heard,
    known,
  }
}

const atRest = (
  release: Release | undefined,
  heard: Heard | undefined,
  known: KeptGateway | undefined,
): Health => {
  if (known?.enrolled === false) return { tone: 'wait', word: 'not enrolled' }
  if (heard === undefined)
    return { tone: 'wait', word: release === undefined ? 'no release yet' : 'nothing heard yet' }
  return { tone: 'well', word: 'well' }
}

/** What its own report gives reason to look at. */
const ownTroubles = (facts: Facts, { received, report }: Heard): Health[] => {
  const quiet = facts.now - received
  const down = tunnelsIn(facts.picture, report.children).filter(({ state }) => state === 'down').length
  return [
    ...(quiet > patienceOf(facts)
      ? [{ tone: 'sick', word: `silent for ${Math.floor(quiet / 60_000)} min` } as const]
      : []),
    ...(down > 0 ? [{ tone: 'sick', word: `${count(down, 'CHILD SA')} down` } as const] : []),
    ...(report.drift === undefined
      ? []
      : [
          {
            tone: 'hand',
            word: report.drift.repaired ? 'changed by hand, put back' : 'changed by hand',
          } as const,
        ]),
    ...(report.problem === undefined ? [] : [{ tone: 'hand', word: report.problem.code } as const]),
  ]
}
