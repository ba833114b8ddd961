import type { ProposalsDraft } from '../draft/draft.ts'
import { weakWordIn } from '../traps/crypto.ts'

/** What the language offers by itself, in place of "and strongSwan's defaults". */
const DEFAULTS = {
  ike: ['aes256gcm16-prfsha384-ecp384', 'aes256-sha256-modp2048'],
  esp: ['aes256gcm16-ecp384', 'aes256-sha256-modp2048'],
} as const

/** One end's proposals in full; undefined where it left all to the defaults. */
export const written = (draft: ProposalsDraft | undefined, protocol: 'ike' | 'esp'): string[] | undefined =>
  draft && [...new Set([...draft.list, ...(draft.defaults ? DEFAULTS[protocol] : [])])].slice(0, 16)

/**
 * What two gateways of the topology offer each other after both were imported: what both offered and what is not weak; undefined
 * leaves it to the defaults, which is better than what nobody agreed on.
 */
export const agreed = (
  first: readonly string[] | undefined,
  second: readonly string[] | undefined,
): { readonly proposals: readonly string[] | undefined; readonly disjoint: boolean } => {
  const strong = (all: readonly string[] | undefined) => all?.filter(one => weakWordIn(one) === undefined)
  const common =
    first === undefined || second === undefined
      ? (first ?? second)
      : first.filter(one => second.includes(one))
  const left = strong(common)
  return {
    proposals: left === undefined || left.length === 0 ? undefined : left,
    disjoint: first !== undefined && second !== undefined && common?.length === 0,
  }
}
