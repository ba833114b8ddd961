import { type Allowance, withAllowances } from './allow.ts'
import type { CodedFinding } from './finding.ts'
import { RULES } from './rules/all.ts'
import type { Topology, ValidTopology } from './topology.ts'

/** A topology that every rule let pass, or what they found; warnings and infos come with both. */
export type Verdict =
  | { readonly kind: 'valid'; readonly topology: ValidTopology; readonly findings: readonly CodedFinding[] }
  | { readonly kind: 'invalid'; readonly findings: readonly CodedFinding[] }

/** Asks every rule, then hears every `allow`. `now` in seconds since 1970, where there is a clock. Nothing else mints a ValidTopology. */
export const validate = (
  topology: Topology,
  earlier: readonly CodedFinding[],
  allowances: readonly Allowance[] = [],
  now?: number,
): Verdict => {
  const found = RULES.flatMap(({ code, check }) =>
    [...check(topology, now)].map(finding => ({ ...finding, code })),
  )
  const findings = withAllowances([...earlier, ...found], allowances)
  if (findings.some(({ severity }) => severity === 'error')) return { kind: 'invalid', findings }
  return { kind: 'valid', topology: topology as ValidTopology, findings }
}
