import { CommandError } from '../../command-error.ts'

/** One way to encrypt, in the words of a client family. */
export interface Suite {
  readonly cipher: string
  readonly hash: string
  /** Undefined where an ESP proposal has no key exchange of its own. */
  readonly group: string | undefined
}

/** A family's words for strongSwan's. */
export interface Vocabulary {
  readonly called: string
  readonly ciphers: Readonly<Record<string, string>>
  readonly hashes: Readonly<Record<string, string>>
  readonly groups: Readonly<Record<string, string>>
}

/** The strongest of the proposals that the family can be told in its own words. Throws a CommandError when there is none. */
export const suiteFor = (words: Vocabulary, proposals: readonly string[], protocol: 'ike' | 'esp'): Suite => {
  const suite = proposals.map(text => suiteOf(words, text, protocol)).find(one => one !== undefined)
  if (suite !== undefined) return suite
  throw new CommandError(
    'problems',
    `${words.called} knows none of the proposals of this access (${protocol}: ${proposals.join(', ')})`,
    protocol === 'ike' ? 'add aes256-sha256-modp2048 to ike' : 'add aes256gcm16 to esp',
  )
}

const suiteOf = (
  { ciphers, hashes, groups }: Vocabulary,
  text: string,
  protocol: 'ike' | 'esp',
): Suite | undefined => {
  const words = text.split('-')
  const known = (table: Readonly<Record<string, string>>) =>
    words.map(word => (Object.hasOwn(table, word) ? table[word] : undefined)).find(word => word !== undefined)
  const cipher = known(ciphers)
  const hash = known(hashes)
  const group = known(groups)
  const aead = words.some(word => /gcm|poly1305/.test(word))
  const grouped = words.some(word => /^(?:modp|ecp|curve|x25519|x448)/.test(word))
  if (cipher === undefined || (hash === undefined && !(aead && protocol === 'esp'))) return undefined
  if (group === undefined && (grouped || protocol === 'ike')) return undefined
  return { cipher, hash: hash ?? '', group }
}
