import type { Finding } from './finding.ts'

/** What every look is given: where the control plane is, the time here, and the operator's own folder. */
export interface Patient {
  /** `https://HOST/v1/NETWORK` */
  readonly base: string
  readonly network: string
  readonly now: Date
  /** The folder with the roots that the operators signed. */
  readonly trust: string
  readonly get: Get
}

interface Got {
  readonly status: number
  readonly bytes: Uint8Array
  /** The clock of who answered. */
  readonly date: Date | undefined
}
/** One GET of an address. Throws when nothing answers, too late, or without end. */
export type Get = (url: string) => Promise<Got>

/** A look finds at least one thing; what it throws means that nothing answered. */
export type Look = (patient: Patient) => Promise<readonly Finding[]>

const PATIENCE = 20_000
/** Bytes: above every object but packages, which nobody asks for here. */
const MAX_BYTES = 4 * 1024 * 1024

/** One GET that ends: in time, in size, and where it was sent. */
export const getOver =
  (ask: typeof fetch): Get =>
  async url => {
    const response = await ask(url, { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE) })
    const parts: Uint8Array[] = []
    let length = 0
    for await (const part of response.body ?? []) {
      length += part.length
      if (length > MAX_BYTES) throw new RangeError(`${url} is longer than ${MAX_BYTES} bytes`)
      parts.push(part)
    }
    const date = new Date(response.headers.get('date') ?? '')
    return {
      status: response.status,
      bytes: Buffer.concat(parts),
      date: Number.isNaN(date.getTime()) ? undefined : date,
    }
  }
