import type { TunnelChange } from '../tunnel-change.ts'
import { quoted } from '../visible.ts'
import type { PlanFinding } from './plan-finding.ts'

/** Tunnels that nobody has any more: strongSwan would keep their SAs, so they are ended. */
export const tunnelsRemoved = (tunnels: readonly TunnelChange[]): PlanFinding[] =>
  tunnels
    .filter(({ effect }) => effect.kind === 'ends')
    .map(({ tunnel, gateways }) => ({
      code: 'tunnel-removed',
      severity: 'info',
      message: `${quoted(tunnel)} ends on ${gateways.map(quoted).join(' and ')}, and so does what it carries: its SAs are terminated, because strongSwan keeps those of connections that it no longer has`,
      hint: 'nothing to do if that is what was meant',
    }))
