import type { Place, Problem } from '../../../schema/problem.ts'
import type { HostFile } from '../source/host-files.ts'
import { remark, startOf } from '../word.ts'
import { included, type Reading } from './include.ts'
import { type SecretLine, secretBytes } from './secret-line.ts'

const TYPES: Readonly<Record<string, SecretLine['kind']>> = {
  PSK: 'psk',
  EAP: 'password',
  XAUTH: 'password',
  NTLM: 'nt-hash',
  RSA: 'key',
  ECDSA: 'key',
  PKCS8: 'key',
  BLISS: 'key',
  P12: 'key',
  PIN: 'other',
}

/**
 * Reads ipsec.secrets(5). A line without ` : TYPE ` is what strongSwan drops: it is read as the pre-shared key that it was meant to be,
 * and said. No message repeats anything of a line.
 */
export const readIpsecSecrets = (file: HostFile, reading: Reading): SecretLine[] => {
  if (file.mode !== undefined && (file.mode & 0o077) !== 0) reading.problems.push(openToAll(file))
  return file.text.split('\n').flatMap((raw, index): SecretLine[] => {
    const text = raw.trim()
    if (text === '' || text.startsWith('#')) return []
    const column = raw.length - raw.trimStart().length + 1
    const place: Place = {
      file: file.shown,
      line: index + 1,
      column,
      endLine: index + 1,
      endColumn: column + text.length,
    }
    if (/^include[ \t]/.test(text)) return includedLines(file, text.slice(8).trim(), place, reading)
    return secretOf(text, place, reading.problems)
  })
}

const includedLines = (file: HostFile, pattern: string, place: Place, reading: Reading): SecretLine[] => {
  const lines: SecretLine[] = []
  included(reading, file, { text: pattern, place }, (other, deeper) => {
    lines.push(...readIpsecSecrets(other, deeper))
  })
  return lines
}

const secretOf = (text: string, place: Place, problems: Problem[]): SecretLine[] => {
  const colon = text.startsWith(': ') || text.startsWith(':\t') ? 0 : text.search(/[ \t]:[ \t]/) + 1
  const [type = '', ...rest] = wordsOf(text.slice(colon + 1))
  const kind = colon === 0 && !text.startsWith(':') ? undefined : TYPES[type.toUpperCase()]
  if (kind !== undefined)
    return [{ kind, owners: wordsOf(text.slice(0, colon)), value: secretBytes(rest[0] ?? ''), place }]
  problems.push(withoutType(place))
  const words = wordsOf(text.replaceAll(/(^|[ \t]):(?=[ \t]|$)/g, ' '))
  const value = words.at(-1)
  // One word alone could be anything, and a key for everybody is nothing that one guesses.
  return value === undefined || words.length < 2
    ? []
    : [{ kind: 'psk', owners: words.slice(0, -1), value: secretBytes(value), place }]
}

/** Words between blanks; what stands in quotes is one word, and no escape is known inside them. */
const wordsOf = (text: string): string[] =>
  [...text.matchAll(/"([^"]*)"?|'([^']*)'?|[^ \t"']+/g)].map(match => match[1] ?? match[2] ?? match[0])

const withoutType = (place: Place): Problem =>
  remark('secret-type', 'warning', place, {
    message:
      'no tunnel ever uses this secret: the line has no ` : PSK ` before it, and strongSwan drops what it cannot read ("missing separator")',
    hint: 'mended: it is taken for the pre-shared key that it was meant to be',
  })

const openToAll = (file: HostFile): Problem =>
  remark('file-mode', 'warning', startOf(file.shown), {
    message: 'others on this machine can read these secrets: the file is not its owner’s alone',
    hint: 'chmod 600, on the host too; what others may have read should be made anew',
  })
