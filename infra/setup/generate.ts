// `npm run generate`: remakes every generated file that is kept in the tree. With --check it writes nothing, names those
// that are not as the code would make them, and exits with 1: CI runs that.

import { readFile, writeFile } from 'node:fs/promises'
import { GENERATED } from './generated.ts'

const check = process.argv.includes('--check')

for (const { path, text } of GENERATED) {
  const file = new URL(`../../${path}`, import.meta.url)
  if (!check) await writeFile(file, text())
  else if ((await readFile(file, 'utf8').catch(() => '')) !== text()) {
    console.error(`${path} is not as the code would make it: run npm run generate`)
    process.exitCode = 1
  }
}
