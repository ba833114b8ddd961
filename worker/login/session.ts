import * as z from 'zod'
import { Name } from '../../schema/wire/names.ts'
import { base64url, type Seal } from './seal.ts'

/** Milliseconds for which a session counts, whatever is done in it; GitHub asks nobody twice, so another one is a moment. */
export const SESSION_LIFE = 4 * 3_600_000
/** Milliseconds that somebody may take at GitHub. */
export const ATTEMPT_LIFE = 10 * 60_000

/** Who somebody is, for the pages of one network (docs/protocol.md §14.2). It lets its holder look, and nothing else. */
export const Session = z.strictObject({
  network: Name,
  login: z.string().min(1).max(100),
  /** The account's own number: a login may be somebody else's by tomorrow. */
  id: z.number().int(),
  /** Milliseconds since 1970. */
  from: z.number(),
  until: z.number(),
})

/** A log in that was begun in this browser. */
export const Attempt = z.strictObject({
  network: Name,
  /** What GitHub has to bring back: RFC 6749 §10.12. */
  state: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  /** The page that somebody wanted. */
  to: z.string().max(300),
  until: z.number(),
})

export type Session = z.infer<typeof Session>
export type Attempt = z.infer<typeof Attempt>

/** A page of ours, and no address that a browser could read in another way: what else is asked for leads to the first page. */
const pageAt = (network: string, wanted: string | undefined): string => {
  const first = `/networks/${network}`
  if (wanted === undefined || wanted.length > 300) return first
  const rest = wanted.startsWith(first) ? wanted.slice(first.length) : undefined
  return rest !== undefined &&
    /^(\/[A-Za-z0-9][A-Za-z0-9._-]*)*(\?[a-z]+=[\w.-]+(&[a-z]+=[\w.-]+)?)?$/.test(rest)
    ? wanted
    : first
}

/** Begins a log in: a state that nobody can guess. */
export const attemptFor = (network: string, wanted: string | undefined, now: number): Attempt => ({
  network,
  state: base64url(crypto.getRandomValues(new Uint8Array(32))),
  to: pageAt(network, wanted),
  until: now + ATTEMPT_LIFE,
})

/** RFC 7636 §4: the verifier follows from the state by our key, so no browser keeps it; and the challenge from that. */
export const proofKeyOf = async (
  seal: Seal,
  { state }: Attempt,
): Promise<{ readonly verifier: string; readonly challenge: string }> => {
  const verifier = await seal.derived('verifier', state)
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  return { verifier, challenge: base64url(new Uint8Array(hash)) }
}

/** A session for who came back. */
export const sessionFor = (
  network: string,
  { login, id }: { readonly login: string; readonly id: number },
  now: number,
): Session => ({
  network,
  login,
  id,
  from: now,
  until: now + SESSION_LIFE,
})
