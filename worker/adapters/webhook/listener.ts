import type { Clock } from '../../ports/clock.ts'
import { type Listener, ListenerError } from '../../ports/listener.ts'
import { faultOf } from './address.ts'
import { keyIn, proof } from './signature.ts'

/** Milliseconds after which a try is given up: other work waits behind it. */
const PATIENCE = 5000

/** As the deployment sets it; neither: nobody is told. */
export interface WebhookSettings {
  readonly url: string | undefined
  readonly secret: string | undefined
}

/** A webhook of the user's own, signed as Standard Webhooks 1.0 has it. Redirects are not followed, answers are not read. */
export const webhookListener = (
  { url = '', secret = '' }: WebhookSettings,
  clock: Clock,
  send: (url: string, init: RequestInit) => Promise<Response> = (to, init) => fetch(to, init),
): Listener => ({
  get settings() {
    const problem = faultIn(url, secret)
    return problem === undefined ? { said: url !== '' } : { problem }
  },
  tell: async ({ id, body }) => {
    const fault = faultIn(url, secret)
    if (fault !== undefined) throw new ListenerError('misconfigured', fault)
    const key = keyIn(secret)
    if (key === undefined) return
    const seconds = Math.floor(clock.now().getTime() / 1000)
    const status = await answerOf(() =>
      send(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'cygnet',
          ...proof(key, id, seconds, body),
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE),
      }),
    )
    if (status < 200 || status > 299) throw new ListenerError('refused', `the webhook answered ${status}`)
  },
})

/** What the settings lack; undefined where they are whole, or where there are none. */
const faultIn = (url: string, secret: string): string | undefined => {
  if (url === '') return secret === '' ? undefined : 'NOTIFY_SECRET is set, and NOTIFY_URL is not'
  if (secret === '') return 'NOTIFY_URL is set, and NOTIFY_SECRET is not'
  if (keyIn(secret) === undefined) return 'NOTIFY_SECRET is not whsec_ and base64 of 24 to 64 bytes'
  return faultOf(url)
}

const answerOf = async (send: () => Promise<Response>): Promise<number> => {
  try {
    const { status, body } = await send()
    // Whatever stands in it, nobody reads it.
    await body?.cancel()
    return status
  } catch (cause) {
    throw new ListenerError('unavailable', 'the webhook did not answer', { cause })
  }
}
