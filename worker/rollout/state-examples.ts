import type { Candidate } from './candidate.ts'
import type { Event, ReportedEvent } from './events.ts'
import { nextMoment } from './next-moment.ts'
import type { Person } from './person.ts'
import { NOTHING_YET, type Rollout } from './state.ts'
import type { Steering } from './steering.ts'
import { step } from './step.ts'

/** A way to a state, by which the diagram is drawn. */
export interface Example {
  readonly name: string
  readonly rollout: Rollout
}

const digest = (letter: string): string => letter.repeat(64)

/** Two gateways, one after the other; the bundle of each is named after the commit. */
const candidate = (letter: string): Candidate => ({
  commit: letter.repeat(40),
  plan: digest(letter),
  members: ['canary', 'rest'].map(gateway => ({ gateway, bundle: digest(letter), sign: gateway })),
  every: 60,
  loss: 0.01,
  rules: {
    approvers: { permission: 'maintain', users: [], self: false },
    waves: [
      { gateways: ['canary'], soak: 300 },
      { gateways: '*', soak: 300 },
    ],
    limit: {},
  },
  authors: [],
  coupled: [],
  reach: { gateways: { count: 0, of: 0 }, removals: { count: 0, of: 0 } },
})

const reportOf = (rollout: Rollout, gateway: string, change: Partial<ReportedEvent> = {}): ReportedEvent => ({
  kind: 'reported',
  now: 0,
  gateway,
  outcome: 'committed',
  bundle: rollout.shown[gateway]?.bundle,
  inForce: rollout.shown[gateway]?.bundle,
  release: rollout.shown[gateway]?.number,
  code: 'unsaid',
  message: '',
  tunnels: { up: 1, trap: 0, down: 0 },
  down: [],
  fell: [],
  ...change,
})

const ALICE: Person = { login: 'alice', id: 1 }

type Act = (rollout: Rollout) => Event

const push =
  (letter: string): Act =>
  () => ({ kind: 'pushed', now: 0, candidate: candidate(letter), approvedBy: [ALICE] })
const publish: Act = ({ round }) => ({ kind: 'published', now: 0, round })
const commit =
  (gateway: string): Act =>
  rollout =>
    reportOf(rollout, gateway)
const revert =
  (gateway: string): Act =>
  rollout =>
    reportOf(rollout, gateway, { outcome: 'reverted', inForce: rollout.held[gateway]?.bundle, code: 'probe' })
/** Its window is closed. */
const wait =
  (gateway: string): Act =>
  rollout =>
    reportOf(rollout, gateway, {
      outcome: 'unchanged',
      inForce: rollout.held[gateway]?.bundle,
      release: 0,
      code: 'window-closed',
    })
/** Two minutes after the wave committed every second packet is lost in one of its tunnels. */
const lose =
  (gateway: string): Act =>
  rollout => {
    // Whoever does not run the release says nothing of what it loses.
    if (rollout.current?.committedSince === undefined) return { kind: 'tick', now: 0 }
    const path = { path: 'star/lan', sent: 60, lost: 30, before: 0, words: undefined }
    return reportOf(rollout, gateway, { now: 120_000, loss: { span: 60_000, paths: [path] } })
  }
const steer =
  (how: Steering): Act =>
  () => ({ kind: 'steered', now: 0, how, by: ALICE })
/** Nobody says anything until something happens by itself. */
const pass: Act = rollout => ({ kind: 'tick', now: nextMoment(rollout) ?? 0 })

const WHOLE: readonly Act[] = [publish, commit('canary'), pass, publish, commit('rest'), pass]
const SECOND: readonly Act[] = [push('a'), ...WHOLE, push('b'), publish]

const WAYS: Readonly<Record<string, readonly Act[]>> = {
  approved: SECOND.slice(0, -1),
  told: SECOND,
  'halting, not published': [...SECOND, revert('canary')],
  soaking: [...SECOND, commit('canary')],
  'last wave': [...SECOND, commit('canary'), pass, publish, commit('rest')],
  paused: [...SECOND, steer('pause')],
  'paused, newer approved': [...SECOND, steer('pause'), push('c')],
  'newer approved': [...SECOND, push('c')],
  halting: [...SECOND, revert('canary'), publish],
  'halting, newer approved': [...SECOND, revert('canary'), publish, push('c')],
  halted: [...SECOND, revert('canary'), publish, commit('canary')],
  completed: [...SECOND, ...WHOLE.slice(1)],
  'rolling back': [...SECOND, ...WHOLE.slice(1), steer('roll-back'), publish, commit('rest')],
  'rolled back': [
    ...SECOND,
    ...WHOLE.slice(1),
    steer('roll-back'),
    publish,
    commit('rest'),
    commit('canary'),
  ],
  superseded: [...SECOND, wait('canary'), push('c'), publish],
}

/** One rollout in each situation that a person would tell from the others. */
export const examples = (): Example[] =>
  Object.entries(WAYS).map(([name, acts]) => ({
    name,
    rollout: acts.reduce((rollout, act) => step(rollout, act(rollout))[0], NOTHING_YET),
  }))

/** Every kind of thing that can happen to a rollout, by the name that the diagram gives it. */
export const happenings = (rollout: Rollout): { readonly name: string; readonly event: Event }[] =>
  (
    [
      ['committed', commit('canary')],
      ['reverted', revert('canary')],
      ['waits', wait('canary')],
      ['packets are lost', lose('canary')],
      ['time passes', pass],
      ['newer approved', push('d')],
      ['pause', steer('pause')],
      ['resume', steer('resume')],
      ['roll back', steer('roll-back')],
      ['unpublishable', ({ round }) => ({ kind: 'unpublishable', now: 0, round, why: 'the store is gone' })],
    ] as const satisfies readonly (readonly [string, Act])[]
  ).map(([name, act]) => ({ name, event: act(rollout) }))
