import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Measured } from '../../schema/wire/measured.ts'
import { Namespace } from './namespace.ts'
import { wire } from './wire.ts'

let near: Namespace
let far: Namespace
beforeAll(async () => {
  near = await Namespace.create()
  far = await Namespace.create()
  await wire([near, '192.0.2.1/24'], [far, '192.0.2.2/24'])
  await near.must('ip', ['address', 'add', '10.1.0.1/8', 'dev', 'wire'])
  await far.must('ip', ['address', 'add', '10.2.0.1/8', 'dev', 'wire'])
  await far.must('nft', ['add', 'table', 'inet', 't'])
  await far.must('nft', ['add', 'chain', 'inet', 't', 'in', '{ type filter hook input priority 0; }'])
})
afterAll(async () => {
  await near[Symbol.asyncDispose]()
  await far[Symbol.asyncDispose]()
})

const PATHS = [
  { tunnel: 'a-b', from: '192.0.2.1', to: '192.0.2.2' },
  { tunnel: 'a-b', child: 'web-web', from: '10.1.0.1', to: '10.2.0.1' },
]

/** Measures in the near namespace with real programs and a real disk for so many seconds; what `status` would show then. */
const measured = async (seconds: number): Promise<Measured> => {
  const from = (path: string): string => JSON.stringify(new URL(`../../runner/${path}`, import.meta.url).href)
  const script = `
    import { systemClock } from ${from('adapters/clock.ts')}
    import { realDisk } from ${from('adapters/disk.ts')}
    import { fpingEchoes } from ${from('adapters/monitor/fping-echoes.ts')}
    import { MonitorFlow } from ${from('flows/monitor/monitor.ts')}
    import { lastMeasured, summaryFile } from ${from('flows/monitor/summary-file.ts')}
    const flow = new MonitorFlow({
      clock: systemClock,
      say: line => process.stderr.write(line),
      echoes: fpingEchoes(),
      happenings: { follow: async () => undefined },
      look: realDisk(),
      summary: () => summaryFile(realDisk(), Date.now(), 0),
      outlets: async () => ({ take: async () => undefined, stop: async () => undefined }),
    })
    flow.follow({ network: 'n', gateway: 'g', daemon: 'swanctl', secrets: [], monitor: { every: 1, paths: ${JSON.stringify(PATHS)} } })
    await systemClock.wait(${seconds} * 1000)
    process.stdout.write(JSON.stringify(await lastMeasured(realDisk(), new Date())), () => process.exit(0))
  `
  return JSON.parse(await near.must(process.execPath, ['--input-type=module', '-e', script]))
}

test('three seconds without an answer inside are seen, told apart from the path below, and end with the next answer', async () => {
  const seen = measured(32)
  await new Promise(resolve => setTimeout(resolve, 8000))
  await far.must('nft', ['add', 'rule', 'inet', 't', 'in', 'ip', 'daddr', '10.2.0.1', 'drop'])
  await new Promise(resolve => setTimeout(resolve, 3000))
  await far.must('nft', ['flush', 'chain', 'inet', 't', 'in'])
  const { paths, losses } = await seen
  const [below, inside] = paths
  expect(below).toMatchObject({ tunnel: 'a-b', lost: 0 })
  expect(inside?.child).toBe('web-web')
  expect(inside?.lost).toBeGreaterThan(0)
  expect(losses).toMatchObject([{ child: 'web-web', lost: inside?.lost, cause: 'unknown' }])
  expect(losses[0]?.words).toMatch(/^\d\.\d s of loss; underlay clean/)
  expect(losses[0]?.ongoing).toBeUndefined()
})
