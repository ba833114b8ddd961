import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'

const root = fileURLToPath(new URL('../..', import.meta.url))

const Package = z.object({ name: z.string(), version: z.string(), license: z.string().optional() })

const OWN = `cygnet-runner: keeps an IPsec gateway as its network topology says.

It is licensed under the Apache License, Version 2.0: on Debian /usr/share/common-licenses/Apache-2.0.
Node.js and the libraries that it carries keep their own terms, which follow.
`

/** Debian has this license's text once for all; what is in a NOTICE is to be passed on all the same (its section 4d). */
const KNOWN = 'Apache-2.0'

/** The package's copyright file: under which terms is what it carries, from folders of npm packages below the project's. */
export const copyrightText = async (folders: readonly string[]): Promise<string> =>
  [OWN, ...(await Promise.all(folders.map(termsOf)))].join(`\n${'-'.repeat(80)}\n\n`)

const termsOf = async (folder: string): Promise<string> => {
  const path = join(root, folder)
  const { name, version, license } = Package.parse(
    JSON.parse(await readFile(join(path, 'package.json'), 'utf8')),
  )
  const wanted = license === KNOWN ? /^notice(\.|$)/i : /^(licen[cs]e|notice)(\.|$)/i
  const files = (await readdir(path)).filter(file => wanted.test(file)).sort()
  const texts = await Promise.all(files.map(file => readFile(join(path, file), 'utf8')))
  if (license === undefined && texts.length === 0)
    throw new Error(`${name} does not say under which terms it is`)
  return [`${name} ${version}${license === undefined ? '' : `: ${license}`}\n`, ...texts].join('\n')
}
