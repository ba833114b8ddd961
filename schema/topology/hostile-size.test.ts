import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import * as z from 'zod'

const run = promisify(execFile)
const READER = path.join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'read-hostile.ts')

const Answer = z.object({
  texts: z.record(
    z.string(),
    z.object({ kind: z.literal('invalid'), problems: z.int().min(1).max(500), spent: z.number() }),
  ),
  megabytes: z.number(),
})

/**
 * A process of its own reads them all, and collects its garbage between two. Time is of the CPU, and the bound is wide: other
 * programs share the machine. docs/benchmarks.md has the figures.
 */
const READS = { maxBuffer: 4 * 1024 * 1024, timeout: 280_000 }

test.each([
  ['as somebody sends it', []],
  ['cut to what is read at all', ['cut']],
])('a text that is there to exhaust whoever reads it is an error, and costs little: %s', async (_, words) => {
  const { stdout } = await run(process.execPath, ['--expose-gc', READER, 'all', ...words], READS)
  const { texts, megabytes } = Answer.parse(JSON.parse(stdout))
  expect(Object.keys(texts).length).toBeGreaterThan(35)
  expect(Object.entries(texts).filter(([, { spent }]) => spent > 4000)).toEqual([])
  expect(megabytes).toBeLessThan(300)
})

test.each([
  'as many gateways as fit, all empty',
  'a list of empty lists',
  'meshes of meshes',
  'tunnels between gateways with ever so many networks',
])('the worst of them, each in a process of its own: %s', async name => {
  const { stdout } = await run(process.execPath, [READER, name, 'cut'], READS)
  // 200 is what is meant; how late V8 collects garbage is not ours to say.
  expect(Answer.parse(JSON.parse(stdout)).megabytes).toBeLessThan(260)
})
