import type { Connection } from './connection.ts'
import type { DialIn } from './dial-in.ts'
import type { Family } from './family.ts'
import type { Rule } from './rule.ts'

/**
 * Lowers the MSS of TCP through each pair of networks to what ESP leaves, in both directions: the far gateway may be
 * somebody whose clamping we do not know.
 */
export const clampRules = (inner: Family, connections: readonly Connection[]): Rule[] =>
  connections.flatMap(connection =>
    connection.children.flatMap(({ name, local, remote, family, mss }): Rule[] => {
      if (mss === undefined || family !== inner) return []
      const target = { clampMss: mss }
      const why = `${connection.name}/${name}: what ESP leaves of a packet, both ways`
      return [
        { why, source: local, destination: remote, policy: { direction: 'out', ipsec: true }, target },
        { why, source: remote, destination: local, policy: { direction: 'in', ipsec: true }, target },
      ]
    }),
  )

/** The same for clients: whatever they reach through the gateway, also what lies behind another tunnel. */
export const clientClampRules = (inner: Family, dialIns: readonly DialIn[]): Rule[] =>
  dialIns.flatMap(({ name, pools }) =>
    pools.flatMap(({ subnet, family, mss }): Rule[] => {
      if (mss === undefined || family !== inner) return []
      const target = { clampMss: mss }
      const why = `${name}: what reaches clients nearly anywhere, both ways`
      return [
        { why, destination: subnet, policy: { direction: 'out', ipsec: true }, target },
        { why, source: subnet, policy: { direction: 'in', ipsec: true }, target },
      ]
    }),
  )
