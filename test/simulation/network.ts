import { createHash } from 'node:crypto'
import type { Candidate, Member } from '../../worker/rollout/candidate.ts'
import type { Rules } from '../../worker/rollout/rules.ts'
import { person } from '../fixtures/person.ts'
import type { Random } from '../soak/fuzz/random.ts'

/** What a bundle does to the gateway that runs it: `bad` fails its probe, `cut` commits and then loses a tunnel, `lossy` every third packet. */
export type Quality = 'good' | 'bad' | 'cut' | 'lossy'

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** How likely it is that things go wrong in this seed: some worlds are calm, some are not. */
const TEMPERS = [0, 0.02, 0.2, 0.6] as const

/** A generated network and the commits of its default branch: bundles by digest, and what is wrong with some of them. */
export class Network {
  readonly names: readonly string[]
  readonly quality = new Map<string, Quality>()
  /** Candidates by commit, and their order on the branch. */
  readonly commits: Candidate[] = []
  readonly #random: Random
  readonly #rules: Rules
  readonly #badness: number

  constructor(random: Random, size: number) {
    this.#random = random
    this.names = Array.from({ length: size }, (_, index) => `g${String(index).padStart(3, '0')}`)
    this.#rules = this.#someRules()
    this.#badness = random.one(TEMPERS)
  }

  get tip(): Candidate {
    const tip = this.commits.at(-1)
    if (tip === undefined) throw new RangeError('nothing was committed yet')
    return tip
  }

  at(commit: string): Candidate {
    const found = this.commits.find(candidate => candidate.commit === commit)
    if (found === undefined) throw new RangeError(`no commit ${commit}`)
    return found
  }

  /** The next commit: some bundles change, some gateways come or go, or everything is as it once was. */
  change(author: string): Candidate {
    const random = this.#random
    const last = this.commits.at(-1)
    const number = this.commits.length + 1
    const old = random.below(5) === 0 && this.commits.length > 1 ? random.one(this.commits) : undefined
    const members = old?.members ?? this.#members(number, last)
    const plan = digestOf(JSON.stringify(members))
    const before = new Map((last?.members ?? []).map(({ gateway, bundle }) => [gateway, bundle]))
    const changed = members.filter(
      ({ gateway, bundle }) => before.has(gateway) && before.get(gateway) !== bundle,
    )
    const gone = [...before.keys()].filter(name => members.every(({ gateway }) => gateway !== name))
    const candidate: Candidate = {
      commit: digestOf(`commit ${number}`).slice(0, 40),
      plan,
      members: [...members],
      every: 60,
      loss: 0.01,
      rules: random.below(4) === 0 ? this.#someRules() : (last?.rules ?? this.#rules),
      authors: [person(author)],
      coupled: this.#couples(changed.map(({ gateway }) => gateway)),
      reach: {
        gateways: { count: changed.length + gone.length, of: before.size },
        removals: { count: gone.length, of: before.size },
      },
    }
    this.commits.push(candidate)
    return candidate
  }

  #members(number: number, last: Candidate | undefined): Member[] {
    const random = this.#random
    const share = random.one([1, 0.5, 0.1])
    const isWrong = random.below(1000) < this.#badness * 1000
    const kept = this.names.filter(() => last === undefined || random.below(40) > 0)
    const names = kept.length > 0 ? kept : this.names
    return names.map((gateway): Member => {
      const was = last?.members.find(member => member.gateway === gateway)
      if (was !== undefined && random.below(100) >= share * 100) return was
      const bundle = digestOf(`${gateway} ${number}`)
      this.quality.set(
        bundle,
        isWrong && random.below(4) === 0 ? random.one(['bad', 'cut', 'lossy', 'lossy']) : 'good',
      )
      return { gateway, bundle, sign: `key of ${gateway}` }
    })
  }

  #someRules(): Rules {
    const random = this.#random
    const count = random.below(4)
    const shuffled = [...this.names].sort(() => random.below(3) - 1)
    const waves = Array.from({ length: count }, (_, index): Rules['waves'][number] => {
      const isLast = index === count - 1 && random.below(2) === 0
      const mine = shuffled.splice(0, 1 + random.below(Math.max(1, this.names.length / 3)))
      const unit = random.one(['percent', 'count'] as const)
      const atOnce =
        random.below(2) === 0
          ? { unit, value: unit === 'percent' ? 5 + random.below(90) : 1 + random.below(5) }
          : undefined
      return { gateways: isLast ? '*' : mine, soak: random.one([1, 60, 300, 900]), ...(atOnce && { atOnce }) }
    })
    const limit =
      random.below(3) === 0 ? { gateways: { unit: 'percent' as const, value: 10 + random.below(60) } } : {}
    const removals =
      random.below(3) === 0 ? { removals: { unit: 'count' as const, value: 1 + random.below(2) } } : {}
    return {
      approvers: { permission: 'maintain', users: [], self: false },
      waves,
      limit: { ...limit, ...removals },
    }
  }

  #couples(changed: readonly string[]): string[][] {
    const random = this.#random
    const free = [...changed]
    return Array.from({ length: random.below(4) }, () =>
      free.splice(random.below(Math.max(1, free.length)), 2 + random.below(2)),
    ).filter(group => group.length > 1)
  }
}
