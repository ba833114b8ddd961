import { blocks, inReadingOrder, type Problem } from '../problem.ts'
import { allowancesIn } from './allow.ts'
import { sortFiles } from './beside/attachments.ts'
import { readDocument } from './document/read-document.ts'
import type { CodedFinding } from './finding.ts'
import { MAX_PROBLEMS } from './limits.ts'
import { resolve } from './resolve.ts'
import { secretValues, withoutSecrets } from './text/secrets.ts'
import { readText } from './text/text.ts'
import { keyPlaceOf, type MapNode, nodeAt, placeOf } from './text/tree.ts'
import type { Path, ValidTopology } from './topology.ts'
import { validate } from './validate.ts'

/** What became of a topology's text. A valid one may still carry warnings and infos. */
export type Reading =
  | { readonly kind: 'valid'; readonly topology: ValidTopology; readonly problems: readonly Problem[] }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] }

/** What time it is, for certificates that expire; without a clock nothing is said about time. */
export interface ReadingClock {
  readonly now?: Date
}

/**
 * Reads a topology from its files by repository path: `topology.yaml`, or `topology/*.yaml`, with the certificates of
 * `pki/` and the sealed secrets of `secrets/`. Pure and bounded; all problems at once, in reading order. Never throws for
 * what a person wrote.
 */
export const readTopology = (files: ReadonlyMap<string, string>, { now }: ReadingClock = {}): Reading => {
  const { texts, attachments, problems: damaged } = sortFiles(files)
  const text = readText(texts)
  if (text.tree === undefined) return invalid([...text.problems, ...damaged])
  const { document, problems, refused, tree } = readDocument(text.tree)
  const { topology, findings } = resolve(document, attachments)
  const verdict = validate(topology, findings, allowancesIn(tree), now && Math.floor(now.getTime() / 1000))
  const news = verdict.findings.filter(finding => !followsFrom(finding, refused))
  const all = [
    ...text.problems,
    ...damaged,
    ...secretValues(text.tree),
    ...problems,
    ...news.slice(0, MAX_PROBLEMS).map(finding => problemOf(tree, finding)),
  ]
  if (verdict.kind === 'invalid' || blocks(all)) return invalid(all)
  return { kind: 'valid', topology: verdict.topology, problems: inReadingOrder(all) }
}

const invalid = (problems: readonly Problem[]): Reading => ({
  kind: 'invalid',
  problems: withoutSecrets(inReadingOrder(problems)).slice(0, MAX_PROBLEMS),
})

/** True when a value that the finding rests on was refused: what follows from a slip already shown is left unsaid. */
const followsFrom = ({ because = [] }: CodedFinding, refused: readonly Path[]): boolean =>
  refused.some(other => because.some(path => within(path, other) || within(other, path)))

const within = (outer: Path, inner: Path): boolean =>
  outer.every((step, index) => String(step) === String(inner[index]))

const problemOf = (tree: MapNode, { code, severity, at, onKey, message, hint }: CodedFinding): Problem => {
  const node = nodeAt(tree, at)
  const value = onKey === true ? String(at.at(-1)) : node?.kind === 'value' ? node.source : undefined
  return {
    code,
    severity,
    message,
    hint: typeof hint === 'string' ? hint : hint(),
    place: onKey === true ? keyPlaceOf(tree, at) : placeOf(tree, at),
    ...(value === undefined ? {} : { value: value.slice(0, 120) }),
  }
}
