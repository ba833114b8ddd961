import { parentPort, workerData } from 'node:worker_threads'
import { failureText, feed, INPUTS, PARSERS } from './parsers.ts'

/** What the thread that feeds is told. */
export interface Order {
  /** Which parser is fed which input right now, for whoever watches: two numbers. */
  readonly now: Int32Array
  /** One parser's one input instead of all. */
  readonly only?: { readonly parser: string; readonly number: number }
}

/** What it says: after each parser, and of each failure. */
export type News =
  | { readonly kind: 'plan'; readonly parsers: readonly string[]; readonly inputs: number }
  | { readonly kind: 'fed'; readonly parser: string; readonly inputs: number; readonly seconds: number }
  | { readonly kind: 'failed'; readonly text: string }

const { now, only }: Order = workerData
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- the port of a thread, not a window
const say = (news: News): void => parentPort?.postMessage(news)

say({ kind: 'plan', parsers: PARSERS.map(({ name }) => name), inputs: INPUTS })
for (const [index, parser] of PARSERS.entries()) {
  if (only !== undefined && only.parser !== parser.name) continue
  const [from, to] = only === undefined ? [0, parser.share] : [only.number, only.number + 1]
  const start = performance.now()
  const failure = await feed(parser, from, to, number => {
    Atomics.store(now, 0, index)
    Atomics.store(now, 1, number)
  })
  if (failure !== undefined) say({ kind: 'failed', text: failureText(failure) })
  const inputs = failure === undefined ? to - from : failure.number - from + 1
  say({ kind: 'fed', parser: parser.name, inputs, seconds: (performance.now() - start) / 1000 })
}
