import path from 'node:path'
import type { Problem } from '../../schema/problem.ts'
import { tally } from '../show-problem.ts'
import type { Imported } from './join/import-host.ts'
import { startOf } from './word.ts'
import type { StoredSecret } from './write/secret-files.ts'

/** What an import says last: what it wrote, where secrets wait, and what to do now. */
export const closingWords = (
  into: string,
  gateway: string,
  { tunnels, users, pki }: Imported,
  problems: readonly Problem[],
  stored: readonly StoredSecret[],
): string =>
  [
    `${gateway} is in ${path.join(into, 'topology.yaml')}: ${count(tunnels, 'tunnel')}, ${count(users, 'user')} (${tally(problems) || 'nothing to say about it'})`,
    ...[...pki.keys()].map(name => `  ${name}: a public certificate`),
    ...stored.map(secretLine),
    '',
    'next:',
    `  1. cygnet check ${into}: what is left to correct, each at its line`,
    `  2. enrol the gateway (cygnet gateway add ${gateway}), which gives it keys`,
    ...(stored.some(({ waitingFor }) => waitingFor.length > 0)
      ? [
          `  3. cygnet import --seal --into ${into}: the secrets that wait are sealed, and their files deleted`,
        ]
      : []),
  ].join('\n')

/** Where a secret lies now. */
export const secretLine = ({ file, waitingFor }: StoredSecret): string =>
  waitingFor.length === 0
    ? `  ${file}: sealed`
    : `  ${file}: in plain text, outside of Git, until ${waitingFor.join(' and ')} can have it sealed`

/** The two ends of a tunnel brought different keys. */
export const secretDiffers = ({ name, file }: StoredSecret): Problem => ({
  code: 'psk-mismatch',
  severity: 'error',
  message: `authentication fails: the two ends of the tunnel have different keys for ${name}, and only the first one was kept`,
  hint: 'import with --derive, or seal one key for both: cygnet secret seal',
  place: startOf(file),
})

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
