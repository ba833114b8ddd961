import { algorithmCalled } from '../grammar/algorithms.ts'

/** The kinds of transforms that both sides have to agree on (RFC 7296 §3.3.2). */
type Kind = 'encryption' | 'integrity' | 'prf' | 'exchange'

/** Two words for one transform. */
const SAME: Readonly<Record<string, string>> = {
  aes: 'aes128',
  sha: 'sha1',
  sha2_256: 'sha256',
  sha2_384: 'sha384',
  sha2_512: 'sha512',
  x25519: 'curve25519',
  x448: 'curve448',
}

/**
 * What a proposal offers, kind by kind, in one word for each transform. strongSwan takes the function from the hash where none
 * is named, and a cipher that authenticates itself needs the hash for nothing else.
 */
const transforms = (proposal: string): ReadonlyMap<Kind, ReadonlySet<string>> => {
  const found = new Map<Kind, Set<string>>()
  for (const word of proposal.split('-')) {
    const kind = algorithmCalled(word)?.kind
    if (kind === undefined || kind === 'esn' || kind === 'additional') continue
    const name = (SAME[word] ?? word).replace(
      /(gcm|ccm)(64|96|128)$/,
      (_, mode, bits) => mode + Number(bits) / 8,
    )
    found.set(kind, (found.get(kind) ?? new Set()).add(name))
  }
  const hashes = found.get('integrity')
  if (hashes !== undefined && !found.has('prf'))
    found.set('prf', new Set([...hashes].map(hash => `prf${hash}`)))
  if (proposal.split('-').some(isAead)) found.delete('integrity')
  return found
}

const isAead = (word: string): boolean => {
  const algorithm = algorithmCalled(word)
  return algorithm?.kind === 'encryption' && algorithm.aead
}

/** True when one of our proposals and one of theirs have something of every kind in common. */
export const meet = (ours: readonly string[], theirs: readonly string[], kinds: readonly Kind[]): boolean => {
  const other = theirs.map(transforms)
  return ours
    .map(transforms)
    .some(mine => other.some(their => kinds.every(kind => agreeOn(mine.get(kind), their.get(kind)))))
}

const agreeOn = (mine: ReadonlySet<string> | undefined, theirs: ReadonlySet<string> | undefined): boolean =>
  mine === undefined || theirs === undefined
    ? mine === theirs
    : [...mine].some(transform => theirs.has(transform))

/** What the IKE SA needs. A function that is not named follows from the hash. */
export const IKE_KINDS: readonly Kind[] = ['encryption', 'integrity', 'prf', 'exchange']

/** What a CHILD SA needs to come up; its key exchange is that of the IKE SA. */
export const CHILD_KINDS: readonly Kind[] = ['encryption', 'integrity']

/** What a CHILD SA needs to be rekeyed. */
export const REKEY_KINDS: readonly Kind[] = [...CHILD_KINDS, 'exchange']
