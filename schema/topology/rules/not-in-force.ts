import type { Finding, Rule } from '../finding.ts'
import type { Path } from '../topology.ts'

/** What this version reads and checks, and does not act on yet. */
export const notInForce: Rule = {
  code: 'not-in-force',
  level: 'warning',
  trap: {
    when: '`monitor` or `rollout.waves` is written',
    observe: 'nothing is measured; all gateways change at once',
    why: 'this version of cygnet reads these keys and does not act on them yet',
    write: 'keep them out until you run a version that does, or `allow` the finding and know that it is so',
  },
  *check({ monitor, rollout }) {
    if (monitor !== undefined) yield idle(['monitor'], 'nothing is measured')
    if (rollout.waves.length > 0) yield idle(['rollout', 'waves'], 'all gateways change as soon as they ask')
  },
}

const idle = (at: Path, what: string): Finding => ({
  severity: 'warning',
  at,
  onKey: true,
  message: `${what}: this version of cygnet reads ${String(at.at(-1))} and does not act on it yet`,
  hint: 'take it out, or know that it has no effect yet',
})
