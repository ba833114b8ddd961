import * as z from 'zod'
import type { Problem } from '../../problem.ts'
import type { Fault } from '../grammar/fault.ts'
import { didYouMean } from '../grammar/suggestion.ts'
import { MAX_PROBLEMS } from '../limits.ts'
import { keyPlaceOf, type MapNode, nodeAt, placeOf } from '../text/tree.ts'
import type { Path } from '../topology.ts'
import { Document } from './document.ts'
import { keysAt } from './shape.ts'

/** What zod found, as problems in the words of the language, each at its place in the text. */
export const problemsOf = (tree: MapNode, error: z.ZodError): Problem[] =>
  withoutEchoes(error.issues.slice(0, MAX_PROBLEMS).flatMap(innermost))
    .slice(0, MAX_PROBLEMS)
    .flatMap(issue => {
      const path = pathOf(issue.path)
      if (issue.code === 'unrecognized_keys')
        return issue.keys.slice(0, MAX_PROBLEMS).map(key => unknownKey(tree, path, key))
      return [problemAt(tree, path, faultOf(tree, path, issue), issue.code === 'invalid_key')]
    })

/** Of several forms that a value may have, the one that it has: what is wrong inside is said there, not of the whole value. */
const innermost = (issue: z.core.$ZodIssue): z.core.$ZodIssue[] => {
  if (issue.code !== 'invalid_union') return [issue]
  const begun = issue.errors.filter(form =>
    form.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'),
  )
  const [form] = begun
  if (form === undefined || begun.length > 1) return [issue]
  return form.map(inner => ({ ...inner, path: [...issue.path, ...inner.path] })).flatMap(innermost)
}

/** Without the length of a text where a list belongs: zod measures whatever has one. */
const withoutEchoes = (issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] => {
  const mistaken = new Set(issues.filter(isOfType).map(({ path }) => path.join('/')))
  return issues.filter(issue => !isOfSize(issue) || !mistaken.has(issue.path.join('/')))
}

const isOfType = ({ code }: z.core.$ZodIssue): boolean => code === 'invalid_type'
const isOfSize = ({ code }: z.core.$ZodIssue): boolean => code === 'too_big' || code === 'too_small'

/** A path without symbols, which YAML cannot write. */
export const pathOf = (path: readonly PropertyKey[]): Path =>
  path.map(step => (typeof step === 'symbol' ? String(step.description) : step))

const unknownKey = (tree: MapNode, path: Path, key: string): Problem => {
  const known = keysAt(Document, path)
  return problemAt(
    tree,
    [...path, key],
    {
      code: 'unknown-key',
      message: `${key.slice(0, 60)} is no key of ${path.length === 0 ? 'a topology' : String(path.at(-1))}, so what stands there would have no effect`,
      hint: didYouMean(key, known) ?? `the keys here are ${known.join(', ')}`,
    },
    true,
  )
}

const problemAt = (tree: MapNode, path: Path, { code, message, hint }: Fault, key: boolean): Problem => {
  const node = nodeAt(tree, path)
  const value = key
    ? String(path.at(-1))
    : node?.kind === 'value' && node.source !== ''
      ? node.source
      : undefined
  return {
    code,
    severity: 'error',
    message,
    hint,
    place: key ? keyPlaceOf(tree, path) : placeOf(tree, path),
    ...(value === undefined ? {} : { value: value.slice(0, 120) }),
  }
}

const faultOf = (tree: MapNode, path: Path, issue: z.core.$ZodIssue): Fault => {
  const carried = carriedFault(issue)
  if (carried !== undefined) return carried
  if (nodeAt(tree, path) === undefined)
    return {
      code: 'missing-key',
      message: `${String(path.at(-1))} is missing`,
      hint: `add ${String(path.at(-1))}: ${wanted(issue)}`,
    }
  if (issue.code === 'invalid_type')
    return {
      code: 'wrong-type',
      message: `this should be ${wanted(issue)}`,
      hint: formOf(tree, path, issue),
    }
  return {
    code: 'wrong-value',
    message: `this should be ${wanted(issue)}`,
    hint: suggestionFor(tree, path, issue),
  }
}

/** How to write what the text has in another form. */
const formOf = (tree: MapNode, path: Path, issue: z.core.$ZodIssueInvalidType): string => {
  const node = nodeAt(tree, path)
  const isValue = node?.kind === 'value'
  if (issue.expected === 'string' && isValue) return 'put quotes around it'
  if (issue.expected === 'number' && isValue && /^\d+$/.test(String(node.value)))
    return 'take the quotes away'
  if (issue.expected === 'array')
    return isValue ? 'put brackets around it, as in [one, another]' : 'write a list, as in [one, another]'
  if (issue.expected === 'record') return 'write each name with what belongs to it, as in { name: … }'
  const keys = keysAt(Document, path)
  if (issue.expected === 'object' && keys.length > 0)
    return `write it as in { ${keys[0]}: … }; the keys here are ${keys.join(', ')}`
  return `write ${wanted(issue)}`
}

const carriedFault = (issue: z.core.$ZodIssue): Fault | undefined => {
  if (issue.code === 'custom') return Carried.safeParse(issue.params).data?.fault
  if (issue.code === 'invalid_key') return issue.issues.map(carriedFault).find(fault => fault !== undefined)
  if (issue.code === 'invalid_union')
    return issue.errors
      .flat()
      .map(carriedFault)
      .find(fault => fault !== undefined)
  return undefined
}

const Carried = z.object({ fault: z.object({ code: z.string(), message: z.string(), hint: z.string() }) })

const suggestionFor = (tree: MapNode, path: Path, issue: z.core.$ZodIssue): string => {
  const node = nodeAt(tree, path)
  const near =
    issue.code === 'invalid_value' && node?.kind === 'value' && typeof node.value === 'string'
      ? didYouMean(node.value, issue.values.map(String))
      : undefined
  if (near !== undefined) return near
  return issue.code === 'invalid_value' && issue.values.length > 1
    ? `write one of ${issue.values.join(', ')}`
    : `write ${wanted(issue)}`
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of names',
}

const wanted = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'invalid_type') return TYPES[issue.expected] ?? 'something else'
  if (issue.code === 'invalid_value') return issue.values.map(String).join(' or ')
  if (issue.code === 'too_small') return `${unitOf(issue.origin)}${issue.minimum} or more`
  if (issue.code === 'too_big') return `${unitOf(issue.origin)}${issue.maximum} or less`
  if (issue.code === 'invalid_union') return [...new Set(issue.errors.flat().map(wanted))].join(' or ')
  return 'something else'
}

const unitOf = (origin: string): string =>
  origin === 'array' ? 'a list of ' : origin === 'string' ? 'text of a length of ' : ''
