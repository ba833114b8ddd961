import type { Place } from '../../problem.ts'
import { MAX_DEPTH, MAX_LEXEMES, MAX_TEXT_LENGTH } from '../limits.ts'
import { unreadableCharacters } from './characters.ts'
import { mergeMaps } from './merge.ts'
import { plantTree } from './plant.ts'
import { secretLines } from './secrets.ts'
import type { Text } from './tree.ts'
import { composeYaml, countLexemes } from './yaml.ts'

/**
 * Reads the files of a topology, by repository path, into one tree: YAML 1.2 without anchors, aliases, tags or a second
 * document. A key is defined once, in whichever file. Bounded by MAX_TEXT_LENGTH, MAX_LEXEMES and MAX_DEPTH.
 */
export const readText = (files: ReadonlyMap<string, string>): Text => {
  const names = [...files.keys()].sort()
  const length = [...files.values()].reduce((sum, text) => sum + text.length, 0)
  if (names.length === 0)
    return refuse(
      'no-topology',
      'topology.yaml',
      'there is no topology to read',
      'write topology.yaml, or files in topology/',
    )
  if (length > MAX_TEXT_LENGTH)
    return refuse(
      'text-size',
      names[0] ?? '',
      `the topology is ${length} characters long; at most ${MAX_TEXT_LENGTH} are read`,
      'keep one network per repository, and nothing else in its topology',
    )
  const crowded = beyondLexemes(files, names)
  if (crowded !== undefined)
    return refuse(
      'text-size',
      crowded,
      `the topology has more than ${MAX_LEXEMES} words, separators and line breaks; no more are read`,
      'keep one network per repository, and look for what repeats',
    )
  const texts = names.map(name => readFile(name, files.get(name) ?? ''))
  const merged = mergeMaps(texts.flatMap(({ tree }) => tree ?? []))
  return {
    tree: texts.some(({ tree }) => tree === undefined) ? undefined : merged.tree,
    problems: [...texts.flatMap(({ problems }) => problems), ...merged.problems],
  }
}

/** The file in which there is more than is read of all of them together. */
const beyondLexemes = (files: ReadonlyMap<string, string>, names: readonly string[]): string | undefined => {
  let left = MAX_LEXEMES
  return names.find(name => {
    left -= countLexemes(files.get(name) ?? '', left + 1)
    return left < 0
  })
}

const readFile = (file: string, text: string): Text => {
  const { tree, problems } = readCleanFile(file, text)
  return { tree, problems: [...problems, ...secretLines(file, text)] }
}

const readCleanFile = (file: string, text: string): Text => {
  const strange = unreadableCharacters(file, text)
  if (strange.length > 0) return { tree: undefined, problems: strange }
  const composed = composeYaml(file, text)
  if (composed === undefined)
    return refuse(
      'text-depth',
      file,
      `the text nests deeper than ${MAX_DEPTH} levels`,
      'look for brackets or dashes that repeat',
    )
  return plantTree(file, composed)
}

const refuse = (code: string, file: string, message: string, hint: string): Text => ({
  tree: undefined,
  problems: [{ code, severity: 'error', message, hint, place: startOf(file) }],
})

const startOf = (file: string): Place => ({ file, line: 1, column: 1, endLine: 1, endColumn: 2 })
