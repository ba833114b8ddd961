import * as z from 'zod'
import type { SignIn } from '../../ports/doors.ts'
import { ForgeError } from '../../ports/forge.ts'

/** The App as people log in to it. */
export interface SignInSettings {
  /** Base of the REST API, such as https://api.github.com */
  readonly api: string
  readonly clientId: string
  readonly clientSecret: string
}

/** Milliseconds after which a call is given up. */
const PATIENCE = 20_000
/** Bytes of an answer that are read. */
const MOST = 64 * 1024

const Granted = z.object({ access_token: z.string().min(1).max(500) })
const User = z.object({ login: z.string().min(1).max(100), id: z.number().int() })

/** GitHub, or a forge that speaks the same. Nothing is asked of anybody's account but its name. */
export const gitHubSignIn = ({ api, clientId, clientSecret }: SignInSettings): SignIn => {
  const web = webOf(api)
  return {
    addressFor: ({ redirect, state, challenge }) => {
      const query = new URLSearchParams({
        client_id: clientId,
        redirect_uri: redirect,
        state,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      })
      return `${web}/login/oauth/authorize?${query.toString()}`
    },
    personOf: async ({ redirect, code, verifier }) => {
      const granted = await asked(`${web}/login/oauth/access_token`, Granted, {
        method: 'POST',
        headers: { Accept: 'application/json' },
        body: new URLSearchParams({
          client_id: clientId,
          client_secret: clientSecret,
          code,
          redirect_uri: redirect,
          code_verifier: verifier,
        }),
      })
      if (granted === undefined) return undefined
      return asked(`${api}/user`, User, {
        headers: {
          Accept: 'application/vnd.github+json',
          Authorization: `Bearer ${granted.access_token}`,
          'User-Agent': 'cygnet',
        },
      })
    },
  }
}

/** Where people meet the forge whose API this is: GitHub.com, GitHub with data residency, and GitHub Enterprise Server. */
export const webOf = (api: string): string => {
  const url = new URL(api)
  const host = url.host.replace(/^api\./, '')
  return `${url.protocol}//${host}`
}

/** What was answered, undefined when it was something else (GitHub says 200 to a code that is none). Messages hold no secret. */
const asked = async <T>(
  address: string,
  shape: z.ZodType<T>,
  request: RequestInit,
): Promise<T | undefined> => {
  let answer: Response
  let text: string
  try {
    answer = await fetch(address, { ...request, redirect: 'manual', signal: AbortSignal.timeout(PATIENCE) })
    text = await answer.text()
  } catch (cause) {
    throw new ForgeError('unavailable', 'could not ask GitHub who logs in: no answer', { cause })
  }
  if (answer.status >= 500 || answer.status === 429)
    throw new ForgeError('unavailable', `could not ask GitHub who logs in: ${answer.status}`)
  return answer.ok && text.length <= MOST ? shape.safeParse(parsed(text)).data : undefined
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
