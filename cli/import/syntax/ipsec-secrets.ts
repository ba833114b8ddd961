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
 * Reads ipsec.secrets(5). At a line without ` : TYPE ` strongSwan 5.9.8 stops reading: here it is the pre-shared key that it was meant
 * to be, which is said, and the lines below it count. No message repeats anything of a line.
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
  const strict = text.startsWith(': ') ? 0 : text.indexOf(' : ') + 1
  const colon = strict > 0 || text.startsWith(': ') ? strict : text.search(/[ \t]:[ \t]/) + 1
  const [, type = '', rest = ''] = /^:[ \t]+([^ \t]+)(.*)$/.exec(text.slice(colon)) ?? []
  const kind = TYPES[type.toUpperCase()]
  if (kind === undefined) return guessed(text, place, problems)
  // Blanks around the colon and capitals in the type: strongSwan insists on both.
  if (TYPES[type] === undefined || colon !== strict) problems.push(withoutType(place))
  return [{ kind, owners: wordsOf(text.slice(0, colon)), value: secretBytes(secretWord(rest.trim())), place }]
}

/** A line without its type: the last word is the pre-shared key, and those before it are whose it is. */
const guessed = (text: string, place: Place, problems: Problem[]): SecretLine[] => {
  problems.push(withoutType(place))
  const words = wordsOf(text.replaceAll(/(^|[ \t]):(?=[ \t]|$)/g, ' '))
  const value = words.at(-1)
  // One word alone could be anything, and a key for everybody is nothing that one guesses.
  return value === undefined || words.length < 2
    ? []
    : [{ kind: 'psk', owners: words.slice(0, -1), value: secretBytes(value), place }]
}

/** In quotes up to the same quotation mark, where no escape is known; without them up to the first blank. */
const secretWord = (text: string): string => {
  const quote = text.startsWith('"') || text.startsWith("'") ? text.slice(0, 1) : undefined
  const end = quote === undefined ? text.indexOf(' ') : text.indexOf(quote, 1)
  return text.slice(quote === undefined ? 0 : 1, end < 0 ? text.length : end)
}

/** Words between blanks; what stands in quotes is one word, and no escape is known inside them. */
const wordsOf = (text: string): string[] =>
  [...text.matchAll(/"([^"]*)"?|'([^']*)'?|[^ \t"']+/g)].map(match => match[1] ?? match[2] ?? match[0])

const withoutType = (place: Place): Problem =>
  remark('secret-type', 'warning', place, {
    message:
      'nobody who needs this secret or one below it gets in: without ` : PSK ` before it strongSwan cannot read the line, and reads no further ("missing separator")',
    hint: 'mended: the topology has the secret that it was meant to be, and those below it',
  })

const openToAll = (file: HostFile): Problem =>
  remark('file-mode', 'warning', startOf(file.shown), {
    message: 'others on this machine can read these secrets: the file is not its owner’s alone',
    hint: 'chmod 600, on the host too; what others may have read should be made anew',
  })
