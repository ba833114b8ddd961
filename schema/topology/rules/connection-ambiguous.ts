import type { Access } from '../access.ts'
import type { Finding, Rule } from '../finding.ts'
import type { Path } from '../path.ts'

/** Tunnels, accesses and users of one gateway whose connections would have one name. */
export const connectionAmbiguous: Rule = {
  code: 'connection-ambiguous',
  level: 'error',
  trap: {
    when: 'a tunnel, an access or a user of one gateway would be a connection of the same name: the tunnel `laptops-ada` beside the user `ada` of `laptops`',
    observe: 'one of the two cannot connect',
    why: 'a connection is named after its tunnel, or after the access and the user, and the second would replace the first',
    write: 'rename one of them',
  },
  *check({ access, tunnels }) {
    const gateways = new Set(access.map(({ gateway }) => gateway))
    for (const gateway of gateways) {
      const joined = tunnels.filter(({ ends }) => ends.some(({ name }) => name === gateway))
      const own = access.filter(one => one.gateway === gateway).flatMap(connectionsOf)
      yield* clashes([...joined.map(({ at, name }) => ({ at, name, what: `the tunnel ${name}` })), ...own])
    }
  },
}

interface Named {
  readonly at: Path
  readonly name: string
  readonly what: string
}

const connectionsOf = ({ at, name, users }: Access): Named[] => [
  { at, name, what: `the access ${name}` },
  ...users.map(user => ({
    at: user.at,
    name: `${name}-${user.name}`,
    what: `the user ${user.name} of ${name}`,
  })),
]

function* clashes(all: readonly Named[]): Iterable<Finding> {
  const seen = new Map<string, string>()
  for (const { at, name, what } of all) {
    const first = seen.get(name)
    seen.set(name, first ?? what)
    if (first === undefined) continue
    yield {
      severity: 'error',
      at,
      onKey: true,
      message: `only one of ${first} and ${what} could connect: both connections would be called ${name}`,
      hint: 'rename one of them',
    }
  }
}
