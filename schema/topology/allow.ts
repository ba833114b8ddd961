import type { CodedFinding } from './finding.ts'
import { didYouMean } from './grammar/suggestion.ts'
import { type MapNode, nodeAt } from './text/tree.ts'
import type { Path } from './topology.ts'
import { CATALOGUE, refusalOf, trapCalled } from './traps/catalogue.ts'

/** One line of an `allow`: what it silences, from which node on downwards, and why. */
export interface Allowance {
  /** The node that holds the `allow`. */
  readonly node: Path
  readonly code: string
  readonly reason: string
}

/** A reason in UTF-16 units: less says nothing, more is a document. */
const REASON = { least: 10, most: 300 }

/** The nodes that may hold an `allow`; `*` stands for a name that people choose. */
const PLACES: readonly Path[] = [
  [],
  ['gateways', '*'],
  ['gateways', '*', 'interfaces', '*'],
  ['peers', '*'],
  ['tunnels', '*'],
  ['meshes', '*'],
  ['hubs', '*'],
  ['access', '*'],
  ['access', '*', 'users', '*'],
  ['monitor'],
]

/** Every allowance of a text, in the order of the text. */
export const allowancesIn = (tree: MapNode): Allowance[] =>
  PLACES.flatMap(place => nodesAt(tree, place)).flatMap(node => {
    const map = nodeAt(tree, [...node, 'allow'])
    if (map?.kind !== 'map') return []
    return [...map.entries].map(([code, entry]) => ({
      node,
      code,
      reason: entry.node.kind === 'value' ? String(entry.node.value ?? '') : '',
    }))
  })

const nodesAt = (tree: MapNode, place: Path): Path[] =>
  place.reduce<Path[]>(
    (paths, step) =>
      paths.flatMap(path => {
        if (step !== '*') return [[...path, step]]
        const node = nodeAt(tree, path)
        return node?.kind === 'map' ? [...node.entries.keys()].map(key => [...path, key]) : []
      }),
    [[]],
  )

/**
 * The findings after every `allow` was heard: what one silences becomes an info that names the reason, and what is wrong
 * with an `allow` is a finding itself.
 */
export const withAllowances = (
  findings: readonly CodedFinding[],
  allowances: readonly Allowance[],
): CodedFinding[] => {
  const sound = new Map<string, Allowance>()
  const faults: CodedFinding[] = []
  for (const allowance of allowances) {
    const fault = faultOf(allowance)
    if (fault === undefined) sound.set(keyOf(allowance.node, allowance.code), allowance)
    else faults.push(fault)
  }
  if (sound.size === 0) return [...findings, ...faults]
  const used = new Set<Allowance>()
  const heard = findings.map(finding => {
    const allowance = finding.severity === 'info' ? undefined : nearest(sound, finding)
    if (allowance === undefined) return finding
    used.add(allowance)
    const grave = finding.severity === 'error' && trapCalled(finding.code)?.allowed !== true
    return grave ? finding : silenced(finding, allowance)
  })
  const unused = [...sound.values()].filter(allowance => !used.has(allowance)).map(unusedFinding)
  return [...heard, ...faults, ...unused]
}

const keyOf = (node: Path, code: string): string => JSON.stringify([...node.map(String), code])

/** The allowance in the innermost node around the finding. */
const nearest = (
  sound: ReadonlyMap<string, Allowance>,
  { at, code }: CodedFinding,
): Allowance | undefined => {
  for (let depth = at.length; depth >= 0; depth--) {
    const allowance = sound.get(keyOf(at.slice(0, depth), code))
    if (allowance !== undefined) return allowance
  }
  return undefined
}

const silenced = (finding: CodedFinding, { code, reason }: Allowance): CodedFinding => ({
  ...finding,
  severity: 'info',
  message: `${finding.message}; allowed here: ${reason.replace(/\.$/, '')}`,
  hint: `once this is mended, take ${code} out of allow`,
})

const faultOf = ({ node, code, reason }: Allowance): CodedFinding | undefined => {
  const at = [...node, 'allow', code]
  const trap = trapCalled(code)
  const refusal = trap && refusalOf(trap)
  if (trap === undefined)
    return {
      code: 'allow-unknown',
      severity: 'error',
      at,
      onKey: true,
      message: `nothing is silenced: there is no finding with the code ${code.slice(0, 60)}`,
      hint: () =>
        didYouMean(
          code,
          CATALOGUE.map(one => one.code),
        ) ?? 'write the code as the finding shows it, between brackets',
    }
  if (refusal !== undefined)
    return {
      code: 'allow-refused',
      severity: 'error',
      at,
      onKey: true,
      message: `${code} stays: ${refusal}`,
      hint: `${trap.trap.write.replaceAll('`', '')}, and take ${code} out of allow`,
    }
  if (reason.length >= REASON.least && reason.length <= REASON.most) return undefined
  return {
    code: 'allow-reason',
    severity: 'error',
    at,
    message: `in a year nobody knows whether this exception is still needed: its reason is ${reason.length} characters long`,
    hint: `write in ${REASON.least} to ${REASON.most} characters why it has to be, and until when`,
  }
}

const unusedFinding = ({ node, code }: Allowance): CodedFinding => ({
  code: 'allow-unused',
  severity: 'warning',
  at: [...node, 'allow', code],
  onKey: true,
  because: [node],
  message: `this silences nothing, and would silence the next ${code} that somebody makes here unseen`,
  hint: `take ${code} out of allow, or move it to the place that the finding names`,
})
