import type { Bundle } from '../../../schema/wire/bundle.ts'
import type { ChildState } from '../../../schema/wire/child-state.ts'
import { type Problem, problem } from '../problem.ts'
import type { Before } from '../state/journal.ts'

/** What a probe saw after a change. */
export interface Sight {
  readonly interfaces: readonly {
    readonly name: string
    readonly addresses: readonly string[]
    readonly mtu: number
  }[]
  readonly children: readonly ChildState[]
  /** `connection/child` of those that the other end's inside address does not answer through. */
  readonly silent: readonly string[]
  readonly answered: boolean
}

/**
 * What is not yet as it must be; empty means healthy. A tunnel must be up, and carry, only when it did before and is still
 * wanted, the control plane must answer only when it did before: a change is not blamed for what was broken already.
 */
export const shortcomings = (bundle: Bundle, before: Before, now: Sight): readonly Problem[] => [
  ...bundle.probes.interfaces.flatMap(wanted => interfaceProblems(wanted, now)),
  ...bundle.probes.connections.flatMap(({ connection, children }) =>
    children.flatMap(child => childProblems(connection, child, before, now)),
  ),
  ...now.silent.map(key =>
    problem('probe-inside', `nothing comes back through ${key}, as it did before the change`),
  ),
  ...(before.answered && !now.answered
    ? [problem('probe-control-plane', 'the control plane answered before the change and does not answer now')]
    : []),
]

const interfaceProblems = (wanted: Bundle['probes']['interfaces'][number], now: Sight): Problem[] => {
  const live = now.interfaces.find(one => one.name === wanted.name)
  if (live === undefined) return [problem('probe-interface', `interface ${wanted.name} does not exist`)]
  const missing = wanted.addresses.filter(address => !live.addresses.includes(address))
  return [
    ...missing.map(address =>
      problem('probe-interface', `interface ${wanted.name} does not have ${address}`),
    ),
    ...(wanted.mtu === undefined || live.mtu === wanted.mtu
      ? []
      : [problem('probe-interface', `interface ${wanted.name} has mtu ${live.mtu}, not ${wanted.mtu}`)]),
  ]
}

const childProblems = (connection: string, child: string, before: Before, now: Sight): Problem[] => {
  const live = now.children.find(one => one.connection === connection && one.child === child)
  if (live === undefined)
    return [problem('probe-tunnel', `${connection}/${child} is not loaded in the daemon`)]
  if (before.up.includes(childKey(live)) && live.state !== 'up')
    return [
      problem('probe-tunnel', `${connection}/${child} was up before the change and is ${live.state} now`),
    ]
  return []
}

/** `connection/child`: how a CHILD is named where one string must do. */
export const childKey = (child: { readonly connection: string; readonly child: string }): string =>
  `${child.connection}/${child.child}`
