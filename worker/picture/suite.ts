import { weaknessOf } from '../../schema/topology/grammar/algorithms.ts'

/** A proposal as people name it, short enough to stand on a line. */
export interface Suite {
  readonly label: string
  /** It holds something that protects nothing any more. */
  readonly weak: boolean
}

/** The strongest of a tunnel's ESP proposals, which come strongest first: `AES-256-GCM · ECP-384`. */
export const strongest = (esp: readonly string[]): Suite => {
  const words = esp[0]?.split('-') ?? []
  const label = words
    .map(spelled)
    .filter(word => word !== '')
    .join(' · ')
  return {
    label: label === '' ? 'no proposal' : label,
    weak: words.some(word => weaknessOf(word) !== undefined),
  }
}

/** How standards spell what strongSwan writes in one word; a word that follows no pattern stays as it is. */
const spelled = (word: string): string => {
  for (const [pattern, name] of SPELLINGS) {
    const found = pattern.exec(word)
    if (found !== null) return name(found)
  }
  return word
}

const SPELLINGS: readonly (readonly [RegExp, (found: RegExpExecArray) => string])[] = [
  [
    /^(aes|camellia)(\d+)(gcm|ccm)\d+$/,
    ([, cipher, size, mode]) => `${upper(cipher)}-${size}-${upper(mode)}`,
  ],
  [/^(aes|camellia)(\d+)ctr$/, ([, cipher, size]) => `${upper(cipher)}-${size}-CTR`],
  [/^(aes|camellia)(\d+)$/, ([, cipher, size]) => `${upper(cipher)}-${size}-CBC`],
  [/^chacha20poly1305$/, () => 'ChaCha20-Poly1305'],
  [/^3des$/, () => '3DES'],
  [/^sha1?$/, () => 'SHA-1'],
  [/^sha(?:2_)?(\d+)$/, ([, size]) => `SHA-${size}`],
  [/^(?:md5|des)$/, ([word]) => upper(word)],
  [/^(modp|ecp)(\d+)(.*)$/, ([, group, size, kind]) => `${upper(group)}-${size}${kind}`],
  [/^(?:curve|x)25519$/, () => 'X25519'],
  [/^(?:curve|x)448$/, () => 'X448'],
  [/^(?:no)?esn$/, () => ''],
]

const upper = (word: string | undefined): string => (word ?? '').toUpperCase()
