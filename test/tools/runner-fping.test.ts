import { afterAll, beforeAll, expect, test } from 'vitest'
import { Namespace } from './namespace.ts'

let namespace: Namespace
beforeAll(async () => {
  namespace = await Namespace.create()
})
afterAll(async () => {
  await namespace[Symbol.asyncDispose]()
})

const answering = async (paths: readonly { from: string; to: string }[]): Promise<unknown> => {
  const script = `
    import { fping } from ${JSON.stringify(new URL('../../runner/adapters/monitor/fping.ts', import.meta.url).href)}
    process.stdout.write(JSON.stringify(await fping.answering(${JSON.stringify(paths)})))
  `
  return JSON.parse(await namespace.must(process.execPath, ['--input-type=module', '-e', script]))
}

test('whoever answers is named; nobody at the other end, no route and no such own address are silence', async () => {
  await namespace.must('ip', ['link', 'set', 'lo', 'up'])
  const there = { from: '127.0.0.1', to: '127.0.0.2' }
  const unreached = { from: '127.0.0.1', to: '10.99.0.1' }
  const foreign = { from: '10.98.0.1', to: '127.0.0.2' }
  expect(await answering([there, unreached, foreign])).toEqual([there])
})

test('with nothing to ask nothing is run', async () => {
  expect(await answering([])).toEqual([])
})

test('what is no address is never asked, whatever it looks like', async () => {
  expect(await answering([{ from: '127.0.0.1', to: '-f/etc/hosts' }])).toEqual([])
  expect(await answering([{ from: '-f', to: 'localhost' }])).toEqual([])
})
