import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Adds a line such as `/.cygnet/` to the folder's .gitignore unless it is there, in one way or another: before the first secret exists. */
export const ignoreInGit = async (folder: string, line: string): Promise<void> => {
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, '.gitignore')
  const before = await readFile(file, 'utf8').catch(() => '')
  if (before.split(/\r?\n/).some(one => nameIn(one) === nameIn(line))) return
  const gap = before === '' || before.endsWith('\n') ? '' : '\n'
  await writeFile(file, `${before}${gap}${line}\n`)
}

/** `.cygnet/`, `/.cygnet` and `/.cygnet/` ignore the same folder here. */
const nameIn = (line: string): string => line.trim().replaceAll(/^\/|\/$/g, '')
