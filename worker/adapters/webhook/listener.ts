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
  tell: async ({ id, body }) => {
    if (url === '' && secret === '') return
    const fault = faultOf(url)
    if (fault !== undefined) throw new ListenerError('misconfigured', fault)
    const key = keyIn(secret)
    if (key === undefined)
      throw new ListenerError('misconfigured', 'NOTIFY_SECRET is not whsec_ and base64 of 24 to 64 bytes')
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
