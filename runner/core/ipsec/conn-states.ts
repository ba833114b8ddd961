import type { ChildState } from '../../../schema/wire/child-state.ts'
import { readConnName } from '../../../schema/wire/conn-name.ts'
import { CARRYING } from './carrying.ts'
import { childKey } from './probe-verdict.ts'
import type { StatusAll } from './statusall.ts'

/** Every conn as the CHILD that it stands for; one and its twin that only initiates are one CHILD. */
export const connStates = ({ loaded, routed, sas }: StatusAll): ChildState[] => {
  const up = new Set(
    sas.flatMap(({ children }) =>
      children.filter(({ state }) => CARRYING.has(state)).map(({ name }) => name),
    ),
  )
  const children = new Map<string, ChildState>()
  for (const conn of loaded) {
    const { connection, child } = readConnName(conn) ?? { connection: conn, child: conn }
    const now = up.has(conn) ? 'up' : routed.has(conn) ? 'trap' : 'down'
    const key = childKey({ connection, child })
    children.set(key, { connection, child, state: best(children.get(key)?.state, now) })
  }
  return [...children.values()].sort((a, b) => (childKey(a) < childKey(b) ? -1 : 1))
}

const ORDER = ['down', 'trap', 'up'] as const

const best = (a: ChildState['state'] | undefined, b: ChildState['state']): ChildState['state'] =>
  a !== undefined && ORDER.indexOf(a) > ORDER.indexOf(b) ? a : b
