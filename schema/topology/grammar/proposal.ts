import * as z from 'zod'
import { ALGORITHM_WORDS, algorithmCalled, type Encryption, type Integrity } from './algorithms.ts'
import { type Fault, raise } from './fault.ts'
import { didYouMean } from './suggestion.ts'

/** A proposal in strongSwan's syntax, taken apart: `aes256gcm16-prfsha384-ecp384`. */
export interface Proposal {
  readonly text: string
  readonly words: readonly string[]
}

/** Reads a proposal of known words, or says why strongSwan would not. */
export const parseProposal = (text: string, protocol: 'ike' | 'esp'): Proposal | Fault => {
  const words = text.split('-')
  const unknown = words.find(word => algorithmCalled(word) === undefined)
  if (unknown !== undefined) return unknownWord(unknown)
  const proposal = { text, words }
  return incomplete(proposal, protocol) ?? proposal
}

/** The ciphers and hashes of a proposal, as sizes of what ESP adds to a packet follow from them. */
export const encryptionsOf = (proposal: Proposal): readonly Encryption[] =>
  proposal.words.map(algorithmCalled).filter(algorithm => algorithm?.kind === 'encryption')

export const integritiesOf = (proposal: Proposal): readonly Integrity[] =>
  proposal.words.map(algorithmCalled).filter(algorithm => algorithm?.kind === 'integrity')

const unknownWord = (word: string): Fault => ({
  code: 'algorithm-unknown',
  message: `the whole connection fails to load: strongSwan does not know ${word.slice(0, 40)}`,
  hint:
    didYouMean(word, ALGORITHM_WORDS) ?? 'write algorithms joined by -, such as aes256gcm16-prfsha384-ecp384',
})

const incomplete = (proposal: Proposal, protocol: 'ike' | 'esp'): Fault | undefined => {
  const kinds = new Set(proposal.words.map(word => algorithmCalled(word)?.kind))
  const ciphers = encryptionsOf(proposal)
  const aead = ciphers.some(cipher => cipher.aead)
  const fault = (message: string, hint: string): Fault => ({ code: 'proposal', message, hint })
  if (ciphers.length === 0)
    return fault(
      'nothing would be encrypted: the proposal names no cipher',
      'begin with one, such as aes256gcm16',
    )
  if (aead && ciphers.some(cipher => !cipher.aead))
    return fault(
      'the peer picks none of it: a cipher that authenticates itself (GCM, CCM, ChaCha20) and one that does not cannot share a proposal',
      'write two proposals',
    )
  if (aead && kinds.has('integrity') && protocol === 'esp')
    return fault(
      'strongSwan drops the hash without a word: the cipher authenticates by itself',
      'leave the hash out',
    )
  if (!aead && !kinds.has('integrity'))
    return fault(
      'packets could be altered on the way: the cipher needs a hash beside it',
      'add one, such as sha256',
    )
  if (protocol === 'esp')
    return kinds.has('prf')
      ? fault(
          'an ESP proposal has no pseudo-random function, and strongSwan refuses it',
          'leave the prf… word out',
        )
      : undefined
  if (!kinds.has('exchange'))
    return fault(
      'the IKE SA is never made: its proposal names no key exchange',
      'add one, such as ecp384 or modp2048',
    )
  return aead && !kinds.has('prf') && !kinds.has('integrity')
    ? fault(
        'the IKE SA is never made: a cipher that authenticates itself leaves no hash to derive keys with',
        'add a function, such as prfsha384',
      )
    : undefined
}

const proposalFor = (protocol: 'ike' | 'esp') =>
  z
    .string()
    .max(200)
    .transform((text, context): Proposal => {
      const parsed = parseProposal(text, protocol)
      if ('words' in parsed) return parsed
      raise(context, parsed)
      return z.NEVER
    })
    .meta({ pattern: '^[a-z0-9_]+(-[a-z0-9_]+)+$' })

/** A proposal for the IKE SA: cipher, hash or function, and a key exchange (RFC 7296 §3.3). */
export const IkeProposal = proposalFor('ike')

/** A proposal for CHILD SAs; a key exchange in it means perfect forward secrecy at each rekey. */
export const EspProposal = proposalFor('esp')
