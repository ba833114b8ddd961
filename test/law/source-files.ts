import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface SourceFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string
  readonly text: string
  readonly lines: number
  /** What it imports: a path from the root for its own files, the bare specifier for everything else. */
  readonly imports: readonly string[]
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const specifier =
  /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/g

/** Every TypeScript file of the rooms that Git tracks or would track. */
export const sourceFiles = (): SourceFile[] =>
  execFileSync('git', ['ls-files', '-co', '--exclude-standard', '--', '*.ts', '*.mjs'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter(path => /^(schema|worker|runner|cli|infra|test)\//.test(path))
    .map(path => read(path))

const read = (path: string): SourceFile => {
  const text = readFileSync(join(root, path), 'utf8')
  const imports = [...text.matchAll(specifier)]
    .map(match => match[1] ?? match[2] ?? match[3] ?? '')
    .map(name => (name.startsWith('.') ? normalize(join(dirname(path), name)) : name))
  return { path, text, lines: text.split('\n').length - 1, imports }
}
