import { afterAll, beforeAll, expect, test } from 'vitest'
import { Namespace } from './namespace.ts'
import { wire } from './wire.ts'

let near: Namespace
let far: Namespace
beforeAll(async () => {
  near = await Namespace.create()
  far = await Namespace.create()
  await wire([near, '10.77.0.1/24'], [far, '10.77.0.2/24'])
  for (const address of ['10.77.0.3/24', 'fd77::2/64'])
    await far.must('ip', [
      'address',
      'add',
      address,
      'dev',
      'wire',
      ...(address.includes(':') ? ['nodad'] : []),
    ])
  await near.must('ip', ['address', 'add', 'fd77::1/64', 'dev', 'wire', 'nodad'])
})
afterAll(async () => {
  await near[Symbol.asyncDispose]()
  await far[Symbol.asyncDispose]()
})

interface Told {
  readonly echoes: readonly { path: { to: string }; at: number; size: string; rtt?: number }[]
  readonly failed: string
  readonly passes: number | null
}

/** Watches paths with the adapter inside the near namespace for so many milliseconds; `passes` is asked of the first at the end. */
const watched = async (
  paths: readonly { from: string; to: string; largest?: number }[],
  milliseconds: number,
  { every = 1000, size = false, set = 0 } = {},
): Promise<Told> => {
  const script = `
    import { fpingEchoes } from ${JSON.stringify(new URL('../../runner/adapters/monitor/fping-echoes.ts', import.meta.url).href)}
    const paths = ${JSON.stringify(paths.map(path => ({ tunnel: 'a-b', ...path })))}
    const echoes = []
    const signal = AbortSignal.timeout(${milliseconds})
    const here = fpingEchoes({ every: 500, again: 100, times: 3 })
    let failed = ''
    const now = Date.now
    if (${set} !== 0) setTimeout(() => (Date.now = () => now() + ${set}), 1500)
    await here.watch(paths, ${every}, echo => echoes.push(echo), signal).catch(error => (failed = error.code))
    const passes = ${size} ? await here.passes(paths[0], new AbortController().signal) : null
    process.stdout.write(JSON.stringify({ echoes, failed, passes }))
  `
  return JSON.parse(await near.must(process.execPath, ['--input-type=module', '-e', script]))
}

const nft = async (rule: string): Promise<void> => {
  await far.must('nft', ['flush', 'ruleset'])
  await far.must('nft', ['add', 'table', 'inet', 't'])
  await far.must('nft', ['add', 'chain', 'inet', 't', 'in', '{ type filter hook input priority 0; }'])
  if (rule !== '') await far.must('nft', ['add', 'rule', 'inet', 't', 'in', ...rule.split(' ')])
}

/** `.` for each answered packet to an address and `x` for each lost one, in the order in which they were sent. */
const seen = ({ echoes }: Told, to: string, size = 'small'): string =>
  echoes
    .filter(echo => echo.path.to === to && echo.size === size)
    .sort((a, b) => a.at - b.at)
    .map(({ rtt }) => (rtt === undefined ? 'x' : '.'))
    .join('')

const PATH = { from: '10.77.0.1', to: '10.77.0.2' }

test('each request is told once, with its round trip and the time at which it was sent', async () => {
  await nft('')
  const told = await watched([PATH, { ...PATH, to: '10.77.0.3' }, { from: 'fd77::1', to: 'fd77::2' }], 3500)
  for (const to of ['10.77.0.2', '10.77.0.3', 'fd77::2']) expect(seen(told, to)).toMatch(/^\.{3,4}$/)
  const times = told.echoes
    .filter(({ path }) => path.to === '10.77.0.2')
    .map(({ at }) => Math.round(at / 1000))
  expect(times).toEqual(times.map((_, index) => (times[0] ?? 0) + index))
})

test('who does not answer is lost, and nobody else', async () => {
  await nft('ip daddr 10.77.0.3 drop')
  const told = await watched([PATH, { ...PATH, to: '10.77.0.3' }], 3500)
  expect(seen(told, '10.77.0.2')).toMatch(/^\.{3,4}$/)
  expect(seen(told, '10.77.0.3')).toMatch(/^x{2,3}$/)
})

test('what the kernel has no way for is lost too, though fping says nothing', async () => {
  await nft('')
  const told = await watched([PATH, { ...PATH, to: '10.99.0.1' }], 6500)
  expect(seen(told, '10.99.0.1')).toMatch(/^x{2,4}$/)
  expect(seen(told, '10.77.0.2')).toMatch(/^\.{6,7}$/)
})

test('large packets that a link does not carry are lost and asked again, and the largest that passes is found', async () => {
  await nft('meta length > 1374 icmp type echo-request drop')
  const told = await watched([{ ...PATH, largest: 1400 }], 4500, { size: true })
  expect(seen(told, '10.77.0.2')).toMatch(/^\.+$/)
  expect(seen(told, '10.77.0.2', 'large')).toMatch(/^xxx/)
  expect(told.passes).toBe(1374)
})

test('with the largest packet of IPv6 counted in its own way', async () => {
  await nft('meta length > 1374 icmpv6 type echo-request drop')
  const path = { from: 'fd77::1', to: 'fd77::2' }
  expect((await watched([{ ...path, largest: 1400 }], 100, { size: true })).passes).toBe(1374)
  await near.must('ip', ['link', 'set', 'wire', 'mtu', '1320'])
  await nft('')
  expect((await watched([{ ...path, largest: 1400 }], 100, { size: true })).passes).toBe(1320)
  await near.must('ip', ['link', 'set', 'wire', 'mtu', '1500'])
})

test('an own address that is not there ends it, for whoever starts it again', async () => {
  expect(await watched([{ from: '10.98.0.1', to: '10.77.0.2' }], 3000)).toMatchObject({
    echoes: [],
    failed: 'ended',
  })
})

test('a clock that is set, forward or back, ends it, for whoever starts it again', async () => {
  await nft('')
  for (const set of [3_600_000, -3_600_000]) {
    const told = await watched([PATH], 5000, { set })
    expect(told.failed).toBe('ended')
    expect(seen(told, '10.77.0.2')).toMatch(/^\.{2,3}$/)
  }
})

test('what is no address is never asked, whatever it looks like', async () => {
  const told = await watched(
    [
      { from: '-f', to: 'localhost' },
      { from: '10.77.0.1', to: '-f/etc/hosts' },
    ],
    300,
  )
  expect(told.echoes).toEqual([])
})

test('none of it is left when whoever asked is gone, even if it was killed', async () => {
  const script = `
    import { fpingEchoes } from ${JSON.stringify(new URL('../../runner/adapters/monitor/fping-echoes.ts', import.meta.url).href)}
    void fpingEchoes().watch([{ tunnel: 'a-b', ...${JSON.stringify(PATH)} }], 1000, () => process.kill(process.pid, 'SIGKILL'), AbortSignal.timeout(60000))
  `
  await near.run(process.execPath, ['--input-type=module', '-e', script])
  const ended = 'for i in $(seq 50); do ps -C fping -o stat= | grep -qv Z || exit 0; sleep 0.1; done; exit 1'
  expect((await near.run('sh', ['-c', ended])).code).toBe(0)
})
