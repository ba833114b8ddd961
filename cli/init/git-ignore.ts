import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Adds a line to the folder's .gitignore unless it is there: before the first secret exists. */
export const ignoreInGit = async (folder: string, line: string): Promise<void> => {
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, '.gitignore')
  const before = await readFile(file, 'utf8').catch(() => '')
  if (before.split(/\r?\n/).includes(line)) return
  const gap = before === '' || before.endsWith('\n') ? '' : '\n'
  await writeFile(file, `${before}${gap}${line}\n`)
}
