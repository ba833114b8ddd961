import { visible } from '../core/visible.ts'
import type { ControlPlane, Delivery } from '../ports/control-plane.ts'
import { allowedUrl, exchange } from './http.ts'

/** What an answer may hold, and how long a post may take. */
const BOUNDS = { bytes: 64 * 1024, seconds: 20 }

/** Answers that no repetition will change: the thing itself is not wanted. */
const FINAL = new Set([400, 409, 410, 413, 415, 422])

/** The control plane over https (over http on this machine only). */
export const httpsControlPlane: ControlPlane = {
  post: async (address, body) => {
    try {
      const headers = { 'content-type': 'application/json', 'content-length': body.length }
      const { status, body: answer } = await exchange(
        allowedUrl(address),
        { method: 'POST', headers, body },
        BOUNDS,
      )
      return deliveryOf(status, answer)
    } catch (error) {
      return { kind: 'undelivered', words: error instanceof Error ? error.message : String(error) }
    }
  },
}

const deliveryOf = (status: number, answer: Uint8Array): Delivery => {
  if (status >= 200 && status < 300) return { kind: 'taken' }
  const said = new TextDecoder().decode(answer.subarray(0, 300)).replace(/\s+/g, ' ')
  const words = `${status} ${visible(said).trim()}`
  return { kind: FINAL.has(status) ? 'unwanted' : 'undelivered', words }
}
