/** The words of a proposal that strongSwan knows: the `proposal_keywords_static` of 5.9.8, and what came with 6.0. */
export interface Encryption {
  readonly kind: 'encryption'
  readonly aead: boolean
  /** Bytes of the initialisation vector, the padding's alignment, and the integrity value of an AEAD. */
  readonly iv: number
  readonly align: number
  readonly icv: number
}

export interface Integrity {
  readonly kind: 'integrity'
  readonly icv: number
}

export interface Plain {
  readonly kind: 'prf' | 'exchange' | 'additional' | 'esn'
}

export type Algorithm = Encryption | Integrity | Plain

const cbc = (align: number): Encryption => ({ kind: 'encryption', aead: false, iv: align, align, icv: 0 })
const counter: Encryption = { kind: 'encryption', aead: false, iv: 8, align: 4, icv: 0 }
const aead = (icv: number): Encryption => ({ kind: 'encryption', aead: true, iv: 8, align: 4, icv })
const hash = (icv: number): Integrity => ({ kind: 'integrity', icv })

const SIZES = ['128', '192', '256']

const ciphers: readonly [string, Encryption][] = SIZES.flatMap((size): [string, Encryption][] => [
  [`aes${size}`, cbc(16)],
  [`camellia${size}`, cbc(16)],
  [`aes${size}ctr`, counter],
  [`camellia${size}ctr`, counter],
  ...['gcm', 'ccm'].flatMap(mode =>
    [8, 12, 16].flatMap((icv): [string, Encryption][] => [
      [`aes${size}${mode}${icv}`, aead(icv)],
      [`aes${size}${mode}${icv * 8}`, aead(icv)],
    ]),
  ),
])

const words = (kind: Plain['kind'], names: string): [string, Plain][] =>
  names.split(' ').map(name => [name, { kind }])

const ALGORITHMS: ReadonlyMap<string, Algorithm> = new Map<string, Algorithm>([
  ...ciphers,
  ['aes', cbc(16)],
  ['aes128gmac', aead(16)],
  ['aes192gmac', aead(16)],
  ['aes256gmac', aead(16)],
  ['chacha20poly1305', aead(16)],
  ['3des', cbc(8)],
  ['des', cbc(8)],
  ['cast128', cbc(8)],
  ['blowfish128', cbc(8)],
  ['blowfish256', cbc(8)],
  ['null', { kind: 'encryption', aead: false, iv: 0, align: 4, icv: 0 }],
  ['md5', hash(12)],
  ['sha', hash(12)],
  ['sha1', hash(12)],
  ['sha256', hash(16)],
  ['sha2_256', hash(16)],
  ['sha384', hash(24)],
  ['sha2_384', hash(24)],
  ['sha512', hash(32)],
  ['sha2_512', hash(32)],
  ['aesxcbc', hash(12)],
  ['aescmac', hash(12)],
  ...words('prf', 'prfmd5 prfsha1 prfsha256 prfsha384 prfsha512 prfaesxcbc prfaescmac'),
  ...words('exchange', 'modp768 modp1024 modp1536 modp2048 modp3072 modp4096 modp6144 modp8192'),
  ...words('exchange', 'modp1024s160 modp2048s224 modp2048s256'),
  ...words('exchange', 'ecp192 ecp224 ecp256 ecp384 ecp521 ecp224bp ecp256bp ecp384bp ecp512bp'),
  ...words('exchange', 'curve25519 x25519 curve448 x448'),
  ...words('esn', 'esn noesn'),
])

const ML_KEM = ['mlkem512', 'mlkem768', 'mlkem1024']

/** A key exchange beside the first one (RFC 9370): `ke1_mlkem768` to `ke7_…`. */
const ADDITIONAL = /^ke[1-7]_(.+)$/

/** What a word stands for; undefined when no strongSwan knows it. */
export const algorithmCalled = (word: string): Algorithm | undefined => {
  const [, additional] = ADDITIONAL.exec(word) ?? []
  if (additional !== undefined)
    return algorithmCalled(additional)?.kind === 'exchange' ? { kind: 'additional' } : undefined
  return ML_KEM.includes(word) ? { kind: 'exchange' } : ALGORITHMS.get(word)
}

/** True for words that strongSwan knows from 6.0 on: ML-KEM, and key exchanges beside the first. */
export const needsStrongSwan6 = (word: string): boolean => ML_KEM.includes(word) || ADDITIONAL.test(word)

/** Every word, for suggestions. */
export const ALGORITHM_WORDS: readonly string[] = [...ALGORITHMS.keys(), ...ML_KEM, 'ke1_mlkem768']

const WEAK: ReadonlyMap<string, string> = new Map([
  ...['md5', 'prfmd5'].map((word): [string, string] => [word, 'MD5 is broken']),
  ...['sha', 'sha1', 'prfsha1'].map((word): [string, string] => [word, 'SHA-1 is broken']),
  ...['des', '3des', 'cast128', 'blowfish128', 'blowfish256'].map((word): [string, string] => [
    word,
    'its blocks of 64 bits leak after some gigabytes under one key (Sweet32)',
  ]),
  ['null', 'it encrypts nothing'],
  ...['aes128gmac', 'aes192gmac', 'aes256gmac'].map((word): [string, string] => [
    word,
    'it encrypts nothing',
  ]),
  ...['modp768', 'modp1024', 'modp1024s160', 'modp1536'].map((word): [string, string] => [
    word,
    'a state, and soon a lab, can compute its logarithms (Logjam)',
  ]),
  ...['modp2048s224', 'modp2048s256'].map((word): [string, string] => [
    word,
    'RFC 8247 advises against its small subgroups',
  ]),
  ...['ecp192', 'ecp224', 'ecp224bp'].map((word): [string, string] => [word, 'its curve is too small']),
])

/** Why a word must not protect anything; undefined when it may. RFC 8221 and RFC 8247 hold the reasons. */
export const weaknessOf = (word: string): string | undefined => WEAK.get(word)
