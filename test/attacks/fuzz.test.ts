import { describe, expect, test } from 'vitest'
import { failureText, feed, INPUTS, PARSERS } from '../soak/fuzz/parsers.ts'
import { fuzz } from '../soak/fuzz/watch.ts'

/** The first of the inputs that `npm run soak -- fuzz` feeds to the end. */
const FIRST = 200

describe('bytes from anywhere are taken or refused, never anything else', () => {
  test.each(PARSERS.map(parser => [parser.name, parser] as const))('%s', async (_, parser) => {
    const failure = await feed(parser, 0, FIRST)
    expect(failure && failureText(failure)).toBeUndefined()
  })

  test('a whole soak is more than a million of them, and no two parsers share a name', () => {
    expect(INPUTS).toBeGreaterThan(1_000_000)
    expect(new Set(PARSERS.map(({ name }) => name)).size).toBe(PARSERS.length)
  })
})

test('the thread of a soak needs no test runner: one input of one parser', async () => {
  const only = { parser: 'topology', number: 0 }
  const { inputs, failures } = await fuzz({ seconds: 60, mebibytes: 4096 }, only, () => undefined)
  expect({ inputs, failures }).toEqual({ inputs: 1, failures: [] })
})

describe('a parser that', () => {
  const run = (parser: string, bounds = { seconds: 0.5, mebibytes: 4096 }) =>
    fuzz(bounds, undefined, () => undefined, feederOf(parser))

  test('hangs is stopped, and its input is named', async () => {
    const { failures } = await run('for (;;);')
    expect(failures).toEqual([expect.stringMatching(/^no answer in 0.5 s: "hostile" on input 7; again:/)])
  })

  test('takes all memory is stopped, and its input is named', async () => {
    const { failures } = await run('for (const held = []; ; ) held.push(new Uint8Array(2 ** 20).fill(1))', {
      seconds: 60,
      mebibytes: process.memoryUsage.rss() / 2 ** 20 + 100,
    })
    expect(failures).toEqual([expect.stringMatching(/^more than .* MiB: "hostile" on input 7; again:/)])
  })

  test('dies is noticed', async () => {
    const { failures } = await run('throw new Error("the stars")', { seconds: 60, mebibytes: 4096 })
    expect(failures).toEqual([expect.stringMatching(/the stars.*"hostile" on input 7/)])
  })

  test('throws what it should not is a failure that can be seen again', async () => {
    const name = 'hostile'
    const naive = (bytes: Buffer) => void bytes.toString('hex', 0, bytes.readUInt8(0))
    const refuses = () => false
    const failure = await feed({ name, share: 1, samples: [], feed: naive, refuses }, 0, 10_000)
    expect(failure?.error).toBeInstanceOf(RangeError)
    expect(failure && failureText(failure)).toMatch(/^"hostile" on input \d+: .*again: npm run soak/s)
  })
})

/** A feeder with one parser, which does this with its seventh input. */
const feederOf = (body: string): URL =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { parentPort, workerData } from 'node:worker_threads'
      parentPort.postMessage({ kind: 'plan', parsers: ['hostile'], inputs: 7 })
      Atomics.store(workerData.now, 1, 7)
      setTimeout(() => { ${body} }, 100)
    `)}`,
  )
