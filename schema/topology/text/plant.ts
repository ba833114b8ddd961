import {
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLError,
  type YAMLMap,
} from 'yaml'
import type { Place, Problem } from '../../problem.ts'
import { MAX_KEYS, MAX_PROBLEMS } from '../limits.ts'
import { hasUnreadable } from './characters.ts'
import { duplicateDefinition } from './merge.ts'
import type { Entry, MapNode, Text, Tree, ValueNode } from './tree.ts'
import type { Composed } from './yaml.ts'

/** Turns YAML's nodes into a tree, refusing what a topology has no use for. All problems of the file at once. */
export const plantTree = (file: string, composed: Composed): Text => {
  const problems = syntaxProblems(composed)
  if (problems.length > 0) return { tree: undefined, problems }
  const contents = composed.documents[0]?.contents
  const found: Problem[] = []
  const gardener = new Gardener(composed.place, found)
  if (isMap(contents)) return { tree: gardener.map(contents), problems: found }
  return {
    tree: undefined,
    problems: [
      {
        code: 'wrong-type',
        severity: 'error',
        message: `${file} holds no keys: a topology is a map of keys to values`,
        hint: 'begin with `cygnet: 1`',
        place: composed.place(0, 1),
      },
    ],
  }
}

const syntaxProblems = ({ documents, place, tabbed }: Composed): Problem[] => {
  const errors = onceAPlace(documents.flatMap(document => document.errors).slice(0, MAX_PROBLEMS))
  // Behind the first tab the parser no longer knows which line belongs to which: what it says there follows from the tab.
  const tab = errors.findIndex(({ pos }) => tabbed(pos[0]) > 0)
  const problems = (tab < 0 ? errors : errors.slice(0, tab + 1)).map((error, at): Problem => {
    const [from, to] = error.pos
    return {
      code: 'yaml-syntax',
      severity: 'error',
      ...(at === tab ? tabWords(tabbed(from) - 1) : errorWords(error)),
      place: place(from, to),
    }
  })
  const second = documents[1]
  if (second === undefined || problems.length > 0) return problems
  return [
    {
      code: 'yaml-document',
      severity: 'error',
      message: 'a second YAML document begins here: only the first one would be used',
      hint: 'remove the line ---, or move what follows to a file of its own in topology/',
      place: place(second.range[0], second.range[0] + 1),
    },
  ]
}

const errorWords = ({ code, message }: YAMLError): Pick<Problem, 'message' | 'hint'> => ({
  message: `this cannot be read as YAML: ${spoken(message)}`,
  hint:
    MENDS.get(code) ?? 'check the indentation, the brackets and the quotes of this line and the one above',
})

const tabWords = (more: number): Pick<Problem, 'message' | 'hint'> => ({
  message: `this cannot be read as YAML: tabs are not allowed as indentation${more === 0 ? '' : `, nor in ${more} ${more === 1 ? 'line' : 'lines'} below`}`,
  hint: 'indent with spaces, and have your editor do so in .yaml files',
})

/** What mends the slips that people make most, by the parser's code. */
const MENDS: ReadonlyMap<ErrorCode, string> = new Map([
  [
    'MULTILINE_IMPLICIT_KEY',
    'write a colon and a blank behind the key, and close what was opened: key: value',
  ],
  ['BLOCK_AS_IMPLICIT_KEY', 'a key has one value: take one away, or put quotes around a value with a colon'],
])

/** Of several complaints about one place the first: the others follow from it. */
const onceAPlace = (errors: readonly YAMLError[]): YAMLError[] =>
  errors.filter((error, at) => errors.findIndex(other => other.pos[0] === error.pos[0]) === at)

/** The parser's message without quotations of the text, which may hold what nobody should repeat. */
const spoken = (message: string): string => {
  const [first = ''] = message.replace(/\s+at line \d.*$/s, '').split(/[:\n"]/)
  return first.charAt(0).toLowerCase() + first.slice(1).trim()
}

class Gardener {
  readonly #place: Composed['place']
  readonly #problems: Problem[]

  constructor(place: Composed['place'], problems: Problem[]) {
    this.#place = place
    this.#problems = problems
  }

  map(node: YAMLMap): MapNode {
    const entries = new Map<string, Entry>()
    for (const pair of node.items.slice(0, MAX_KEYS)) this.#plant(pair, entries)
    const beyond = node.items[MAX_KEYS]
    if (beyond !== undefined)
      this.#refuse(
        'text-size',
        `${node.items.length} keys in one place: at most ${MAX_KEYS} are read, and from here on none`,
        'look for what repeats',
        this.#placeOf(beyond.key),
      )
    return { kind: 'map', place: this.#placeOf(node), entries }
  }

  #plant(pair: Pair, entries: Map<string, Entry>): void {
    const key = isScalar(pair.key) ? String(pair.key.value) : ''
    const place = this.#placeOf(pair.key)
    const entry = { key: place, node: this.#node(pair.value, place) }
    const first = entries.get(key)
    if (first === undefined) entries.set(key, entry)
    else if (this.#problems.length < MAX_PROBLEMS) this.#problems.push(duplicateDefinition(key, first, entry))
  }

  #node(node: unknown, fallback: Place): Tree {
    const place = node === null ? fallback : this.#placeOf(node)
    this.#refuseExtras(node, place)
    if (isMap(node)) return this.map(node)
    if (isSeq(node)) return { kind: 'list', place, items: node.items.map(item => this.#node(item, place)) }
    return this.#value(node, place)
  }

  #value(node: unknown, place: Place): ValueNode {
    const value = isScalar(node) ? node.value : null
    const source = isScalar(node) ? (node.source ?? '') : ''
    if (typeof value === 'string' && hasUnreadable(value))
      this.#refuse(
        'text-character',
        'an escape or a line break in this value stands for a character that no name, address or setting holds',
        'write the value plainly, on one line',
        place,
      )
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return { kind: 'value', place, value, source }
    return { kind: 'value', place, value: null, source }
  }

  #refuseExtras(node: unknown, place: Place): void {
    const { anchor, tag } = isNodeLike(node) ? node : {}
    if (isAlias(node) || anchor !== undefined)
      this.#refuse(
        'yaml-alias',
        'anchors and aliases are not part of the language: a reviewer should see each value where it counts',
        'write the value out',
        place,
      )
    if (tag !== undefined && !isAlias(node))
      this.#refuse('yaml-tag', 'tags are not part of the language', 'write the value without its tag', place)
  }

  #refuse(code: string, message: string, hint: string, place: Place): void {
    if (this.#problems.length < MAX_PROBLEMS)
      this.#problems.push({ code, severity: 'error', message, hint, place })
  }

  #placeOf(node: unknown): Place {
    const range = isNodeLike(node) ? node.range : undefined
    return this.#place(range?.[0] ?? 0, range?.[1] ?? 1)
  }
}

type NodeLike = Pick<Node, 'range' | 'tag'> & { readonly anchor?: string | undefined }

const isNodeLike = (node: unknown): node is NodeLike =>
  isMap(node) || isSeq(node) || isScalar(node) || isAlias(node)
