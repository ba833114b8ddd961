import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stringify } from 'yaml'
import { isNetworkPath } from '../../schema/topology/beside/attachments.ts'
import type { Bundle } from '../../schema/wire/bundle.ts'
import { compile } from '../../worker/compile/compile.ts'
import { shownText } from '../../worker/plan/file-change.ts'
import { planMarkdown } from '../../worker/plan/markdown.ts'
import { planBetween } from '../../worker/plan/plan.ts'
import { validNetwork } from '../fixtures/reference.ts'

const HERE = import.meta.dirname
const ACTUAL = '.ACTUAL'
/** What GitHub takes as the summary of a check. */
const LIMIT = 65_535

/** Folders named NN-name, in order. */
export const caseNames = (): string[] => readdirSync(HERE).filter(name => /^\d\d-/.test(name)).sort()

/**
 * What a case's topology compiles to, by path below `expected/`: each gateway's files where they go, secrets as
 * references; `bundle.yaml` with all that is not in a file; and, when the case names the one before it in `before`,
 * `plan.md`.
 */
export const actual = (name: string): Map<string, string> => {
  const bundles = bundlesOf(name)
  const files = new Map(bundles.flatMap(bundle => [...filesOf(bundle)]))
  const before = join(HERE, name, 'before')
  if (existsSync(before)) {
    const plan = planBetween(bundlesOf(readFileSync(before, 'utf8').trim()), bundles)
    files.set('plan.md', planMarkdown(plan, LIMIT))
  }
  return files
}

/** What a case is expected to compile to, as it stands in the repository. */
export const expected = (name: string): Map<string, string> => {
  const folder = join(HERE, name, 'expected')
  const paths = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : []
  return new Map(
    paths
      .filter(entry => entry.isFile() && !entry.name.endsWith(ACTUAL))
      .map(entry => join(entry.parentPath, entry.name))
      .map(path => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  )
}

/** Leaves what differs beside what was expected, for a person to compare; what agrees again takes its leaving away. */
export const leaveActual = (name: string): void => {
  const [is, shall] = [actual(name), expected(name)]
  for (const path of new Set([...is.keys(), ...shall.keys()])) {
    const text = is.get(path)
    if (text === shall.get(path)) remove(name, path + ACTUAL)
    else write(name, path + ACTUAL, text ?? '')
  }
}

/** Makes what is the expectation. For a person who read the difference. */
export const accept = (name: string): void => {
  const is = actual(name)
  for (const path of expected(name).keys()) if (!is.has(path)) remove(name, path)
  for (const [path, text] of is) write(name, path, text)
  leaveActual(name)
}

const bundlesOf = (name: string): Bundle[] => compile(validNetwork(sourcesOf(name)))

/** The text of a case, and what lies beside it in `pki/` and `secrets/`. */
const sourcesOf = (name: string): Map<string, string> =>
  new Map(
    readdirSync(join(HERE, name), { recursive: true, encoding: 'utf8' })
      .filter(isNetworkPath)
      .map(path => [path, readFileSync(join(HERE, name, path), 'utf8')]),
  )

const filesOf = (bundle: Bundle): [string, string][] => {
  const { files, ...rest } = bundle
  const listed = files.map(({ path, mode }) => ({ path, mode: `0${mode.toString(8)}` }))
  return [
    ...files.map((file): [string, string] => [join(bundle.gateway, file.path), shownText(file)]),
    [join(bundle.gateway, 'bundle.yaml'), stringify({ ...rest, files: listed })],
  ]
}

const write = (name: string, path: string, text: string): void => {
  const full = join(HERE, name, 'expected', path)
  mkdirSync(dirname(full), { recursive: true })
  writeFileSync(full, text)
}

const remove = (name: string, path: string): void => rmSync(join(HERE, name, 'expected', path), { force: true })
