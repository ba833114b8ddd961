import type { CodedFinding } from '../finding.ts'
import { own } from '../own.ts'
import type { Path } from '../topology.ts'
import { gatewayHalf, type Half } from './end.ts'
import { type Sites, siteAt } from './sites.ts'

/** One interface for all, or one for each by gateway. */
type Via = string | Readonly<Record<string, string>>

/** The gateways that a mesh or a hub names under `key`, each with the interface that it speaks from; nobody twice. */
export const members = (
  network: string,
  group: Path,
  key: 'gateways' | 'hub' | 'spokes',
  names: readonly string[],
  via: Via,
  sites: Sites,
  findings: CodedFinding[],
): Half[] => {
  const seen = new Set<string>()
  return names.flatMap((name, index) => {
    const at = key === 'hub' ? [...group, key] : [...group, key, index]
    if (seen.has(name)) findings.push(twice(at, name))
    const site = seen.has(name) ? undefined : siteAt(sites, name, at, false, findings)
    seen.add(name)
    if (site === undefined) return []
    const on = typeof via === 'string' ? via : own(via, name)
    const viaAt = typeof via === 'string' ? [...group, 'via'] : [...group, 'via', name]
    if (on !== undefined) return gatewayHalf(network, site, on, at, viaAt, findings) ?? []
    findings.push(noInterface([...group, 'via'], name))
    return []
  })
}

const twice = (at: Path, name: string): CodedFinding => ({
  code: 'duplicate-definition',
  severity: 'error',
  at,
  message: `${name} stands here twice, and would have a tunnel with itself`,
  hint: 'name it once',
})

const noInterface = (at: Path, name: string): CodedFinding => ({
  code: 'missing-key',
  severity: 'error',
  at,
  message: `${name} has no address to speak from: nothing says which of its interfaces it uses`,
  hint: `add ${name}: and the interface here`,
})
