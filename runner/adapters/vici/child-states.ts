import type { ChildState } from '../../../schema/wire/child-state.ts'
import { CARRYING } from '../../core/ipsec/carrying.ts'
import { childKey } from '../../core/ipsec/probe-verdict.ts'
import { subsections, type ViciClient } from './client.ts'
import { isSection, type Section } from './message.ts'

/** Every configured CHILD of every connection, in order, with what charon and the kernel hold for it. */
export const childStates = async (charon: ViciClient): Promise<readonly ChildState[]> => {
  const connections = await charon.stream('list-conns', 'list-conn')
  const up = new Set((await charon.stream('list-sas', 'list-sa')).flatMap(installed))
  // Of policies that let pass there is never an SA: they are in the kernel, or down.
  const wanted = new Map([
    ['trap', 'yes'],
    ['pass', 'yes'],
  ])
  const traps = new Set((await charon.stream('list-policies', 'list-policy', wanted)).flatMap(trapped))
  return connections
    .flatMap(event => subsections(event))
    .flatMap(([connection, settings]) =>
      childrenOf(settings).map(([child]): ChildState => {
        const key = childKey({ connection, child })
        return { connection, child, state: up.has(key) ? 'up' : traps.has(key) ? 'trap' : 'down' }
      }),
    )
    .sort((a, b) => (childKey(a) < childKey(b) ? -1 : 1))
}

const childrenOf = (settings: Section): [string, Section][] => {
  const children = settings.get('children')
  return isSection(children) ? subsections(children) : []
}

const installed = (event: Section): string[] =>
  subsections(event).flatMap(([connection, sa]) => {
    const children = sa.get('child-sas')
    if (!isSection(children)) return []
    return subsections(children).flatMap(([, child]) => {
      const [name, state] = [child.get('name'), child.get('state')]
      return typeof name === 'string' && typeof state === 'string' && CARRYING.has(state)
        ? [childKey({ connection, child: name })]
        : []
    })
  })

const trapped = (event: Section): string[] =>
  subsections(event).flatMap(([, policy]) => {
    const [connection, child] = [policy.get('ike'), policy.get('child')]
    return typeof connection === 'string' && typeof child === 'string'
      ? [childKey({ connection, child })]
      : []
  })
