import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { person } from '../../test/fixtures/person.ts'
import { Story } from '../../test/fixtures/rollout-story.ts'
import type { Event } from './events.ts'
import { nextMoment } from './next-moment.ts'
import { STEERING } from './steering.ts'

const FLEET = ['arkham', 'canary', 'dunwich', 'rlyeh', 'ulthar']
const LETTERS = ['a', 'b', 'c', 'd'] as const

const story = (): Story =>
  new Story(FLEET, {
    waves: [
      { gateways: ['canary'], soak: 300 },
      { gateways: '*', soak: 60, atOnce: { unit: 'count', value: 2 } },
    ],
    limit: { gateways: { unit: 'count', value: 3 } },
    loss: 0.01,
    coupled: [['dunwich', 'ulthar']],
  })

const letter = fc.constantFrom(...LETTERS)
const people = fc.uniqueArray(fc.constantFrom('alice', 'carter', 'Alice')).map(logins => logins.map(person))
const later = fc.constantFrom(0, 1000, 60_000, 400_000, 1_000_000, 90_000_000)

/** Also a span that ends before it begins, and more lost than sent. */
const losses = fc.record({
  span: fc.constantFrom(-1, 0, 60_000, 3_600_000),
  paths: fc.array(
    fc.record({
      path: fc.constantFrom('x/y', 'x/z', '__proto__'),
      sent: fc.nat({ max: 4_294_967_295 }),
      lost: fc.nat({ max: 4_294_967_295 }),
      before: fc.double({ min: 0, max: 1, noNaN: true }),
      words: fc.constantFrom(undefined, 'lost'),
    }),
    { maxLength: 3 },
  ),
})

/** Any event at all, also such as no honest world would send, at whatever time after the one before. */
const anything: fc.Arbitrary<(now: number, candidate: Story['candidate']) => Event> = fc.oneof(
  fc.tuple(letter, fc.dictionary(fc.constantFrom(...FLEET), letter), people).map(
    ([which, but, approvedBy]) =>
      (now: number, candidate: Story['candidate']): Event => ({
        kind: 'pushed',
        now,
        candidate: candidate(which, but),
        approvedBy,
      }),
  ),
  fc.tuple(letter, people).map(
    ([which, approvedBy]) =>
      (now: number): Event => ({ kind: 'approved', now, plan: which.repeat(64), approvedBy }),
  ),
  fc.nat({ max: 30 }).map(
    round =>
      (now: number): Event => ({ kind: 'published', now, round }),
  ),
  fc.nat({ max: 30 }).map(
    round =>
      (now: number): Event => ({ kind: 'unpublishable', now, round, why: 'no root' }),
  ),
  fc.constantFrom(...STEERING).map(
    how =>
      (now: number): Event => ({ kind: 'steered', now, how, by: person('alice') }),
  ),
  fc.constant((now: number): Event => ({ kind: 'tick', now })),
  fc
    .record({
      gateway: fc.constantFrom(...FLEET, 'nobody'),
      outcome: fc.constantFrom('committed', 'reverted', 'refused', 'unchanged'),
      bundle: fc.option(letter, { nil: undefined }),
      inForce: fc.option(letter, { nil: undefined }),
      release: fc.option(fc.nat({ max: 20 }), { nil: undefined }),
      code: fc.constantFrom('unsaid', 'paused', 'window-closed', 'probe'),
      down: fc.subarray(['x/y', 'x/z']),
      loss: fc.option(losses, { nil: undefined }),
    })
    .map(
      ({ bundle, inForce, down, ...rest }) =>
        (now: number): Event => ({
          kind: 'reported',
          now,
          ...rest,
          bundle: bundle?.repeat(64),
          inForce: inForce?.repeat(64),
          message: '',
          tunnels: { up: 0, trap: 0, down: down.length },
          down,
          fell: down,
        }),
    ),
)

test('every event leads somewhere from every state: nothing throws, numbers only grow, and what is done twice is done once', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anything, later), { maxLength: 60 }), happenings => {
      const network = story()
      let before = network.rollout
      for (const [event, wait] of happenings) {
        network.now += wait
        network.take(event(network.now, network.candidate.bind(network)))
        const { numbered, round, published, shown, current } = network.rollout
        expect(numbered).toBeGreaterThanOrEqual(before.numbered)
        expect(round).toBeGreaterThanOrEqual(before.round)
        expect(published).toBeLessThanOrEqual(round)
        for (const { number } of Object.values(shown)) expect(number).toBeLessThanOrEqual(numbered)
        expect(current?.approvedBy).not.toEqual([])
        before = network.rollout
        // Settled is settled: the same moment again moves nothing.
        network.take({ kind: 'tick', now: network.now })
        expect(network.rollout).toEqual(before)
        // Whoever sleeps until the next moment is not woken for nothing over and over.
        expect(nextMoment(network.rollout) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(network.now)
      }
    }),
    { numRuns: 400 },
  )
})
