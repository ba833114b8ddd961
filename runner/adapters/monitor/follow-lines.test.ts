import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ToolError } from '../../ports/tool-error.ts'
import { cutLines, followLines } from './follow-lines.ts'

const NEVER = new AbortController().signal

const cut = (parts: readonly string[]): readonly string[] => {
  const lines: string[] = []
  parts.forEach(cutLines(line => lines.push(line)))
  return lines
}

test('lines are the same however they arrive', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.integer({ min: 1, max: 9 }), (all, size) => {
      const text = all.map(line => `${line.replaceAll('\n', '')}\n`).join('')
      const parts = Array.from({ length: Math.ceil(text.length / size) }, (_, n) =>
        text.slice(n * size, (n + 1) * size),
      )
      expect(cut(parts)).toEqual(text.split('\n').slice(0, -1))
    }),
  )
})

test('a line without an end is passed over and not held', () => {
  const long = 'x'.repeat(70_000)
  expect(cut(['one\n', long, long, `${long}\ntwo\n`])).toEqual(['one', 'two'])
})

test('a program is followed until it is told to end', async () => {
  const lines: string[] = []
  const stop = new AbortController()
  await followLines(
    'sh',
    ['-c', 'echo here; sleep 60'],
    line => {
      lines.push(line)
      stop.abort()
    },
    stop.signal,
  )
  expect(lines).toEqual(['here'])
})

test('a program that says many lines is read now and then, and nothing of it is lost', async () => {
  const lines: string[] = []
  const turns = new Set<unknown>()
  let turn = {}
  const counted = followLines(
    'sh',
    ['-c', 'for n in $(seq 100); do echo $n; sleep 0.01; done; exit 3'],
    line => {
      lines.push(line)
      turns.add(turn)
      setImmediate(() => (turn = {}))
    },
    NEVER,
  )
  await expect(counted).rejects.toThrow('ended with 3')
  expect(lines).toEqual(Array.from({ length: 100 }, (_, n) => String(n + 1)))
  expect(turns.size).toBeLessThan(50)
})

test('one that ends by itself, or is not there, is an error', async () => {
  const ended = followLines('sh', ['-c', 'exit 3'], () => undefined, NEVER)
  await expect(ended).rejects.toThrow(new ToolError('ended', 'sh', 'ended with 3'))
  await expect(followLines('/no/such', [], () => undefined, NEVER)).rejects.toMatchObject({ code: 'missing' })
})
