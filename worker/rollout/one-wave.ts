import * as z from 'zod'

/**
 * The form of a network's row while a release knew one wave. It is only read: the next event keeps it in the later form.
 * Whatever waited for silence or a word is looked at again with the first tick.
 */
const Member = z.object({ gateway: z.string(), bundle: z.string(), sign: z.string() })
const Candidate = z.object({
  commit: z.string(),
  plan: z.string(),
  members: z.array(Member),
  every: z.number(),
  approvers: z.unknown(),
  authors: z.array(z.string()),
})
const OldStanding = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pending') }),
  z.object({ kind: z.literal('committed'), at: z.number(), tunnels: z.unknown() }),
  z.object({
    kind: z.enum(['reverted', 'refused']),
    at: z.number(),
    tunnels: z.unknown(),
    code: z.string(),
    message: z.string(),
  }),
])
const OldRelease = z.object({
  number: z.number(),
  candidate: Candidate,
  approvedBy: z.string(),
  phase: z.enum(['publishing', 'rolling', 'completed', 'failed']),
  standings: z.record(z.string(), OldStanding),
  deadline: z.number().optional(),
  stopped: z.string().optional(),
})
const OneWave = z.object({
  current: OldRelease.optional(),
  inForce: z.object({ number: z.number(), members: z.array(Member) }).optional(),
  waiting: Candidate.optional(),
  approvers: z.unknown().optional(),
})

type OldRelease = z.infer<typeof OldRelease>
type OneWave = z.infer<typeof OneWave>

/** Every row of the later form counts its rounds. */
export const isOneWave = (row: unknown): boolean =>
  typeof row === 'object' && row !== null && !('round' in row)

/** What a row of the one-wave form comes to now. Throws a ZodError when it is not one. */
export const laterForm = (row: unknown): unknown => {
  const { current, inForce, waiting, approvers } = OneWave.parse(row)
  const held = heldBy(current, inForce)
  const isShown = current !== undefined && current.stopped === undefined
  const members = (isShown ? current.candidate.members : inForce?.members) ?? []
  const number = (isShown ? current.number : inForce?.number) ?? 1
  return {
    ...(current && { current: releaseOf(current, held) }),
    ...(waiting && { waiting: { candidate: candidateOf(waiting), approvedBy: [] } }),
    ...(approvers !== undefined && { rules: rulesOf(approvers) }),
    ...(inForce && { inForce }),
    held,
    shown: Object.fromEntries(
      members.map(({ gateway, bundle }) => [gateway, { bundle, from: number, number }]),
    ),
    origins: current
      ? { [current.number]: { commit: current.candidate.commit, plan: current.candidate.plan } }
      : {},
    round: 1,
    published: current?.phase === 'publishing' ? 0 : 1,
    numbered: current?.number ?? 0,
  }
}

const rulesOf = (approvers: unknown): unknown => ({ approvers, waves: [], limit: {} })

const candidateOf = ({ approvers, ...candidate }: z.infer<typeof Candidate>): unknown => ({
  ...candidate,
  rules: rulesOf(approvers),
  coupled: [],
  reach: { gateways: { count: 0, of: 0 }, removals: { count: 0, of: 0 } },
})

type Held = Readonly<Record<string, { readonly bundle: string; readonly from: number }>>

/** What was in force, and what was committed since. */
const heldBy = (current: OldRelease | undefined, inForce: OneWave['inForce']): Held => {
  const committed = (current?.candidate.members ?? []).filter(
    ({ gateway }) => current?.standings[gateway]?.kind === 'committed',
  )
  return Object.fromEntries([
    ...(inForce?.members ?? []).map(({ gateway, bundle }) => [
      gateway,
      { bundle, from: inForce?.number ?? 1 },
    ]),
    ...committed.map(({ gateway, bundle }) => [gateway, { bundle, from: current?.number ?? 1 }]),
  ])
}

const PHASES = {
  publishing: 'rolling',
  rolling: 'rolling',
  completed: 'completed',
  failed: 'halted',
} as const

const releaseOf = (
  { candidate, standings, approvedBy, phase, deadline, ...rest }: OldRelease,
  held: Held,
): unknown => {
  const since = deadline === undefined ? undefined : deadline - Math.max(15 * 60, 10 * candidate.every) * 1000
  const names = candidate.members.map(({ gateway }) => gateway)
  return {
    ...rest,
    candidate: candidateOf(candidate),
    approvedBy: [approvedBy],
    phase: PHASES[phase],
    crossings: [
      {
        bundles: Object.fromEntries(candidate.members.map(({ gateway, bundle }) => [gateway, bundle])),
        waves: [{ groups: names.map(name => [name]), soak: 0, atOnce: Math.max(1, names.length) }],
      },
    ],
    crossing: 0,
    wave: 0,
    standings: Object.fromEntries(
      Object.entries(standings).map(([name, one]) => [name, standingOf(one, since)]),
    ),
    base: Object.fromEntries(names.map(name => [name, held[name] ?? null])),
    removed: {},
    told: rest.number,
  }
}

const standingOf = (standing: z.infer<typeof OldStanding>, since: number | undefined): unknown => {
  switch (standing.kind) {
    case 'pending':
      return { kind: 'pending', round: 1, ...(since !== undefined && { since }) }
    case 'committed':
      return standing
    case 'reverted':
    case 'refused': {
      const { kind, code, message, at, tunnels } = standing
      return { kind: 'failed', trouble: { kind, code, message, at }, tunnels }
    }
    default:
      return standing satisfies never
  }
}
