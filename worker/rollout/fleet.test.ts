import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Effect, Event } from './events.ts'
import { type Candidate, NOTHING_YET, Rollout } from './state.ts'
import { step } from './step.ts'

/**
 * A fleet in which everything goes wrong that can: pushes with and without approval, messages lost, late, doubled and
 * about other bundles, effects done twice, a crash between a state and its effects. Time moves only where told.
 */
const letters = ['a', 'b', 'c', 'd'] as const
const names = ['rlyeh', 'ulthar', 'dunwich', 'arkham'] as const

type Happening =
  | { kind: 'push'; letter: string; approved: boolean }
  | { kind: 'approve'; letter: string }
  | { kind: 'effects'; twice: boolean; lost: boolean }
  | { kind: 'poll'; gateway: number; fails: boolean; lost: boolean; doubled: boolean }
  | { kind: 'late'; index: number }
  | { kind: 'forged'; gateway: number; letter: string }
  | { kind: 'wait'; minutes: number }

const letter = fc.constantFrom(...letters)
const gateway = fc.nat({ max: names.length - 1 })
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ kind: fc.constant('push' as const), letter, approved: fc.boolean() }),
  fc.record({ kind: fc.constant('approve' as const), letter }),
  fc.record({ kind: fc.constant('effects' as const), twice: fc.boolean(), lost: fc.boolean() }),
  fc.record({
    kind: fc.constant('poll' as const),
    gateway,
    fails: fc.boolean(),
    lost: fc.boolean(),
    doubled: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('late' as const), index: fc.nat({ max: 50 }) }),
  fc.record({ kind: fc.constant('forged' as const), gateway, letter }),
  fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 20 }) }),
)

const candidateOf = (which: string): Candidate => ({
  commit: which.repeat(40),
  plan: which.repeat(64),
  // The first half of the gateways shares its bundle between two plans.
  members: names.map((name, index) => ({
    gateway: name,
    bundle: (index < 2 && which === 'b' ? 'a' : which).repeat(64),
    sign: name,
  })),
  every: 60,
  approvers: { permission: 'maintain', users: [], self: false },
  authors: [],
})

/** The world around the state machine, and what really is on each gateway. */
class Fleet {
  rollout: Rollout = NOTHING_YET
  now = 0
  outbox: Effect[] = []
  readonly approved = new Set<string>()
  readonly published: Candidate[] = []
  readonly inForce = new Map<string, string>()
  /** `gateway bundle` of everything that was ever really committed. */
  readonly committed = new Set<string>()
  readonly sent: Event[] = []

  take(event: Event): void {
    const [next, effects] = step(this.rollout, event)
    // What is remembered is JSON, and must come back as it was.
    this.rollout = Rollout.parse(JSON.parse(JSON.stringify(next)))
    this.outbox.push(...effects)
    if (event.kind !== 'pushed') this.check()
  }

  happen(what: Happening): void {
    switch (what.kind) {
      case 'push':
        if (what.approved) this.approved.add(what.letter.repeat(64))
        return this.take({
          kind: 'pushed',
          candidate: candidateOf(what.letter),
          approvedBy: what.approved ? 'alice' : undefined,
        })
      case 'approve':
        this.approved.add(what.letter.repeat(64))
        return this.take({ kind: 'approved', plan: what.letter.repeat(64), by: 'alice' })
      case 'effects':
        return this.perform(what)
      case 'poll':
        return this.poll(what)
      case 'late': {
        const old = this.sent[what.index % Math.max(1, this.sent.length)]
        if (old !== undefined) this.take(old)
        return
      }
      case 'forged':
        // A report that verifies but speaks of a bundle that this gateway was never given.
        return this.take(this.reportOf(names[what.gateway] ?? 'rlyeh', 'e'.repeat(64), 'committed'))
      case 'wait':
        this.now += what.minutes * 60_000
        return this.take({ kind: 'tick', now: this.now })
    }
  }

  perform({ twice, lost }: { twice: boolean; lost: boolean }): void {
    const effects = this.outbox
    this.outbox = lost ? effects : []
    for (const effect of twice ? [...effects, ...effects] : effects) {
      if (effect.kind !== 'publish') continue
      const { current } = this.rollout
      if (current?.number !== effect.release || current.phase !== 'publishing') continue
      expect(this.approved).toContain(current.candidate.plan)
      this.published.push(current.candidate)
      if (!lost) this.take({ kind: 'published', release: effect.release, now: this.now })
    }
  }

  poll(what: { gateway: number; fails: boolean; lost: boolean; doubled: boolean }): void {
    const name = names[what.gateway] ?? 'rlyeh'
    const bundle = this.published.at(-1)?.members.find(member => member.gateway === name)?.bundle
    if (bundle === undefined) return
    if (!what.fails) {
      this.inForce.set(name, bundle)
      this.committed.add(`${name} ${bundle}`)
    }
    const event = this.reportOf(name, bundle, what.fails ? 'reverted' : 'committed')
    this.sent.push(event)
    if (!what.lost) this.take(event)
    if (what.doubled) this.take(event)
  }

  reportOf(name: string, bundle: string, outcome: 'committed' | 'reverted'): Event {
    return {
      kind: 'reported',
      now: this.now,
      gateway: name,
      outcome,
      bundle,
      inForce: outcome === 'committed' ? bundle : undefined,
      code: 'probe',
      message: '',
      tunnels: { up: 0, trap: 0, down: 0 },
    }
  }

  check(): void {
    const { current } = this.rollout
    if (current === undefined) return
    expect(this.approved).toContain(current.candidate.plan)
    const standings = Object.values(current.standings).map(standing => standing.kind)
    for (const { gateway: name, bundle } of current.candidate.members) {
      const said = current.standings[name]?.kind === 'committed'
      if (said) expect(this.committed).toContain(`${name} ${bundle}`)
    }
    if (current.phase === 'completed') expect(new Set(standings)).toEqual(new Set(['committed']))
    if (current.phase === 'rolling') expect(standings).toContain('pending')
  }
}

test('a fleet with lost, late, doubled and forged messages never gets what nobody approved, and always comes to an end', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 80 }), happenings => {
      const fleet = new Fleet()
      let newest = 0
      for (const what of happenings) {
        fleet.happen(what)
        const number = fleet.rollout.current?.number ?? 0
        expect(number === newest || number === newest + 1).toBe(true)
        newest = number
      }
      // Whatever was lost is done by the outbox in the end; then either it ended or it waits for somebody.
      fleet.perform({ twice: false, lost: false })
      fleet.happen({ kind: 'wait', minutes: 60 })
      expect(['completed', 'failed', undefined]).toContain(fleet.rollout.current?.phase)
    }),
    { numRuns: 500 },
  )
})

test('a fleet that answers gets what was pushed and approved last', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40 }), letter, (happenings, last) => {
      const fleet = new Fleet()
      for (const what of happenings) fleet.happen(what)
      fleet.happen({ kind: 'push', letter: last, approved: true })
      fleet.perform({ twice: true, lost: false })
      for (const index of names.keys()) {
        fleet.happen({ kind: 'poll', gateway: index, fails: false, lost: false, doubled: true })
      }
      expect(fleet.rollout.current).toMatchObject({
        phase: 'completed',
        candidate: { plan: last.repeat(64) },
      })
      expect(Object.fromEntries(fleet.inForce)).toEqual(
        Object.fromEntries(candidateOf(last).members.map(({ gateway, bundle }) => [gateway, bundle])),
      )
    }),
    { numRuns: 300 },
  )
})
