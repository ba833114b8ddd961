import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyJournal } from './journal.ts'
import type { Effect, Event, State } from './state.ts'
import { EXAMPLE, events, states } from './state-examples.ts'
import { step } from './step.ts'

const anyState = fc.constantFrom(...states)
const anyEvent = fc.constantFrom(...events)

/** Every example of a state with every example of an event, and what follows. */
const all = states.flatMap(state =>
  events.map(event => ({
    from: state.at,
    by: event.is,
    acts: step(state, event)[1].map(effect => effect.do),
  })),
)

/** What each effect may be answered with, failures included. */
const answersTo: Readonly<Record<Effect['do'], readonly Event['is'][]>> = {
  refresh: ['offered', 'unreleased', 'unavailable', 'failed'],
  schedule: ['open', 'closed', 'failed'],
  fetch: ['trusted', 'unavailable', 'failed'],
  stage: ['staged', 'failed'],
  restage: ['staged', 'failed'],
  preflight: ['passed', 'failed', 'unavailable'],
  arm: ['armed', 'failed'],
  apply: ['applied', 'failed'],
  probe: ['healthy', 'failed', 'unavailable'],
  decide: ['decided', 'undecided', 'failed'],
  finish: ['committed', 'failed'],
  revert: ['reverted', 'failed'],
  report: [],
  remember: [],
}

describe('the runner’s states', () => {
  test('take any event in any state, without mutating either', () => {
    fc.assert(
      fc.property(anyState, anyEvent, (state, event) => {
        const copy = structuredClone({ state, event })
        const [to, effects] = step(state, event)
        expect(states.map(one => one.at)).toContain(to.at)
        expect(Array.isArray(effects)).toBe(true)
        expect({ state, event }).toEqual(copy)
      }),
    )
  })

  test('always come to rest, whatever answers come', () => {
    fc.assert(
      fc.property(
        fc.infiniteStream(fc.nat(99)),
        fc.constantFrom('due', 'wanted-back', 'interrupted'),
        (choices, first) => {
          let state: State = { at: 'idle', journal: emptyJournal }
          const queue = events.filter(event => event.is === first).slice(0, 1)
          for (let steps = 0; queue.length > 0; steps++) {
            expect(steps).toBeLessThan(20)
            const event = queue.shift()
            if (event === undefined) break
            const [to, effects] = step(state, event)
            state = to
            for (const effect of effects) {
              const possible = events.filter(one => answersTo[effect.do].includes(one.is))
              const chosen = possible[(choices.next().value ?? 0) % Math.max(possible.length, 1)]
              if (chosen !== undefined) queue.push(chosen)
            }
          }
          expect(state.at).toBe('idle')
        },
      ),
    )
  })

  test('at rest are still unless a poll is due, a person asks, or a change was interrupted', () => {
    const idle: State = { at: 'idle', journal: emptyJournal }
    const moving = events.filter(event => step(idle, event)[1].length > 0).map(event => event.is)
    expect(new Set(moving)).toEqual(new Set(['due', 'wanted-back', 'interrupted']))
  })

  test('never touch the gateway before preflight has passed, nor go back after the decision', () => {
    const leadingTo = (act: Effect['do']): string[] =>
      all.filter(({ acts }) => acts.includes(act)).map(({ from, by }) => `${from}, ${by}`)
    expect(leadingTo('arm')).toEqual(['preflight, passed'])
    expect(leadingTo('apply')).toEqual(['armed, armed'])
    expect(leadingTo('decide')).toEqual(['probing, healthy'])
    expect(all.filter(({ from, acts }) => from === 'committing' && acts.includes('revert'))).toEqual([])
  })

  test('report before they forget: what a crash takes is told again', () => {
    const hasty = all.filter(
      ({ acts }) => acts.includes('report') && acts.indexOf('report') > acts.indexOf('remember'),
    )
    expect(hasty).toEqual([])
  })

  test('say the same problem once, and again when another came between', () => {
    const polling: State = { at: 'polling', journal: emptyJournal }
    const failed: Event = { is: 'failed', problem: { code: 'expired-timestamp', message: 'over' } }
    const [first, effects] = step(polling, failed)
    expect(effects.map(effect => effect.do)).toEqual(['report', 'remember'])
    const [, again] = step({ at: 'polling', journal: first.journal }, failed)
    expect(again).toEqual([])
    const [, other] = step(
      { at: 'polling', journal: first.journal },
      { is: 'failed', problem: { code: 'below-threshold', message: 'one of two' } },
    )
    expect(other.map(effect => effect.do)).toEqual(['report', 'remember'])
  })

  test('do not try a bundle that failed here until it is released anew', () => {
    const { digest, release } = EXAMPLE.released
    const journal = { ...emptyJournal, knownBad: [{ digest, release }] }
    const offered = events.find(event => event.is === 'offered')
    if (offered?.is !== 'offered') throw new Error('there is no example of an offer')
    expect(step({ at: 'polling', journal }, offered)[1]).toEqual([])
    const older = { ...emptyJournal, knownBad: [{ digest, release: release - 1 }] }
    expect(step({ at: 'polling', journal: older }, offered)[1]).toMatchObject([{ do: 'fetch' }])
  })
})
