import { GATEWAY_PARSERS } from './gateway-parsers.ts'
import { HTTP_PARSERS } from './http-parsers.ts'
import { inputsOf } from './inputs.ts'
import type { Parser } from './parser.ts'
import { TOPOLOGY_PARSERS } from './topology-parsers.ts'
import { TRUST_PARSERS } from './trust-parsers.ts'
import { WIRE_PARSERS } from './wire-parsers.ts'
import { WORKER_PARSERS } from './worker-parsers.ts'

/** Every parser that sees bytes from the network. A new one gets its line in one of these lists. */
export const PARSERS: readonly Parser[] = [
  ...TRUST_PARSERS,
  ...HTTP_PARSERS,
  ...WIRE_PARSERS,
  ...GATEWAY_PARSERS,
  ...WORKER_PARSERS,
  ...TOPOLOGY_PARSERS,
]

/** How many inputs a whole run takes. */
export const INPUTS = PARSERS.reduce((sum, { share }) => sum + share, 0)

/** An input that a parser neither took nor refused in its own words. */
export interface Failure {
  readonly parser: string
  readonly number: number
  readonly input: Buffer
  readonly error: unknown
}

/** Feeds a parser its inputs of these numbers, each announced before; stops at the first failure, which it returns. */
export const feed = async (
  parser: Parser,
  from: number,
  to: number,
  announce: (number: number) => void = () => undefined,
): Promise<Failure | undefined> => {
  const input = inputsOf(parser)
  for (let number = from; number < to; number++) {
    const bytes = input(number)
    announce(number)
    // Memory outside of the heap is given back between turns of the event loop only.
    if (number % 64 === 0) await new Promise(setImmediate)
    try {
      const outcome = parser.feed(bytes)
      if (outcome instanceof Promise) await outcome
    } catch (error) {
      if (!parser.refuses(error)) return { parser: parser.name, number, input: bytes, error }
    }
  }
  return undefined
}

/** A failure in words, and how to see it again. */
export const failureText = ({ parser, number, input, error }: Failure): string => {
  const base64 = input.toString('base64')
  const shown = base64.length > 400 ? `${base64.slice(0, 400)}… (${input.length} bytes)` : base64
  const why = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `"${parser}" on input ${number}: ${why}\n  base64: ${shown}\n  again: npm run soak -- fuzz '${parser}' ${number}`
}
