import { describe, expect, test } from 'vitest'
import { ToolError, type ToolErrorCode } from '../ports/tool-error.ts'
import { readout, run, succeed } from './process.ts'

const failureOf = async (task: () => unknown): Promise<[ToolErrorCode, string] | undefined> => {
  try {
    await task()
    return undefined
  } catch (error) {
    if (!(error instanceof ToolError)) throw error
    return [error.code, error.message]
  }
}

describe.each([
  [
    'while others go on',
    (tool: string, args: string[], seconds?: number) =>
      succeed(tool, args, seconds === undefined ? {} : { seconds }),
  ],
  [
    'while nothing else happens',
    (tool: string, args: string[], seconds?: number) => readout(tool, args, seconds),
  ],
])('a program that is asked %s', (_, ask) => {
  test('answers with what it wrote', async () => expect(await ask('printf', ['é'])).toBe('é'))

  test('has no environment of ours but a path and a language', async () => {
    expect((await ask('env', [])).trim().split('\n').sort()).toEqual([
      'LC_ALL=C.UTF-8',
      'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
    ])
  })

  test('fails in its own words', async () => {
    expect(await failureOf(() => ask('sh', ['-c', 'echo why >&2; exit 3']))).toEqual(['failed', 'sh: why'])
    expect(await failureOf(() => ask('false', []))).toEqual(['failed', 'false: exit code 1'])
  })

  test('is missing', async () => {
    expect((await failureOf(() => ask('no-such-tool', [])))?.[0]).toBe('missing')
  })

  test('is ended when it takes too long', async () => {
    expect(await failureOf(() => ask('sleep', ['600'], 0.1))).toEqual([
      'too-slow',
      'sleep: no answer in 0.1 s',
    ])
  })

  test.each(['KILL', 'SEGV'])('is ended by a signal, %s', async signal => {
    expect(await failureOf(() => ask('sh', ['-c', `kill -${signal} $$`]))).toEqual([
      'ended',
      `sh: ended by SIG${signal}`,
    ])
  })

  test('is ended when it says too much', async () => {
    expect((await failureOf(() => ask('yes', [])))?.[0]).toBe('failed')
  })
})

test('a program reads what it is given', async () => {
  expect(await run('cat', [], { input: 'text' })).toEqual({ code: 0, out: 'text', words: '' })
})
