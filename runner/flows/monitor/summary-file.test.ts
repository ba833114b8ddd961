import { describe, expect, test } from 'vitest'
import { MEASURED_BOUNDS, Measured } from '../../../schema/wire/measured.ts'
import type { MonitoredPath } from '../../../schema/wire/monitor.ts'
import { killedAt } from '../../../test/fixtures/dying.ts'
import { beginRlyeh, type Rlyeh, TUNNEL } from '../../../test/fixtures/rlyeh-in-memory.ts'
import type { ExplainedLoss } from '../../core/monitor/loss.ts'
import type { Sample } from '../../core/monitor/sample.ts'
import { MEASURED, OUTBOX } from '../../core/paths.ts'
import { once } from '../once.ts'
import { tellMeasured } from '../report/tell.ts'
import { status, statusText } from '../status.ts'
import { summaryFile } from './summary-file.ts'

const PATH: MonitoredPath = { tunnel: 'rlyeh-ulthar', child: 'web-web', from: '10.1.0.1', to: '10.2.0.1' }
const START = Date.parse('2026-03-01T00:00:00Z')

const sample = (step: number, lost = 0, path = PATH): Sample => ({
  path,
  from: START + step * 10_000,
  to: START + (step + 1) * 10_000,
  sent: 10,
  lost,
  rtt: lost === 10 ? undefined : { least: 1, total: 2 * (10 - lost), most: 5 },
})

const loss = (from: number, ongoing = false): ExplainedLoss => ({
  path: PATH,
  size: 'small',
  from: START + from * 1000,
  to: START + from * 1000 + 3100,
  lost: 3,
  ongoing,
  cause: 'rekey',
  words: '3.1 s of loss, 0.2 s after IKE SA rekey started by the peer; underlay clean',
})

/** rlyeh with something in force, and so many steps measured. */
const measured = async (
  steps: number,
  what: (step: number) => Partial<{ samples: Sample[]; losses: ExplainedLoss[] }> = () => ({}),
) => {
  const rlyeh = await beginRlyeh()
  await once(rlyeh.gateway)
  const file = summaryFile(rlyeh.world.disk, START, 0.5)
  const measure = async (from: number, to: number): Promise<void> => {
    for (let step = from; step < to; step++)
      await file.take({
        at: START + (step + 1) * 10_000,
        samples: [sample(step)],
        losses: [],
        happenings: [],
        ...what(step),
      })
  }
  await measure(0, steps)
  return { ...rlyeh, measure }
}

const told = ({ reports }: Pick<Rlyeh, 'reports'>) =>
  reports().map(one => [one.outcome, one.measured?.paths[0]?.sent])

describe('what is measured', () => {
  test('is told about once a minute, each packet once', async () => {
    const rlyeh = await measured(5)
    await tellMeasured(rlyeh.gateway)
    expect(told(rlyeh)).toEqual([['committed', undefined]])
    await rlyeh.measure(5, 6)
    await tellMeasured(rlyeh.gateway)
    await tellMeasured(rlyeh.gateway)
    await rlyeh.measure(6, 13)
    await tellMeasured(rlyeh.gateway)
    expect(told(rlyeh)).toEqual([
      ['committed', undefined],
      ['unchanged', 60],
      ['unchanged', 70],
    ])
    expect(rlyeh.reports().at(-1)?.measured).toMatchObject({
      since: '2026-03-01T00:01:00.000Z',
      paths: [
        { tunnel: 'rlyeh-ulthar', child: 'web-web', sent: 70, lost: 0, rtt: { least: 1, mean: 2, most: 5 } },
      ],
      losses: [],
      more: 0,
    })
  })

  test('is not told again by the runner after one that died while it reported', async () => {
    const rlyeh = await measured(6)
    await killedAt(
      rlyeh,
      next => next.includes('.measured.json'),
      async () => await tellMeasured(rlyeh.gateway),
    )
    await rlyeh.measure(6, 12)
    await tellMeasured(rlyeh.gateway)
    expect(told(rlyeh)).toEqual([
      ['committed', undefined],
      ['unchanged', 60],
    ])
  })

  test('by a process that was killed is told, and leaves the disk when it is old', async () => {
    const rlyeh = await measured(6)
    const { disk } = rlyeh.world
    rlyeh.world.now = new Date(START + 120_000)
    for (let turn = 0; turn < 2; turn++) await tellMeasured(rlyeh.gateway)
    expect(disk.files.has(MEASURED)).toBe(true)
    rlyeh.world.now = new Date(START + 600_000)
    await tellMeasured(rlyeh.gateway)
    expect(disk.files.has(MEASURED)).toBe(false)
    expect(told(rlyeh)).toEqual([
      ['committed', undefined],
      ['unchanged', 60],
    ])
  })

  test('goes with a report that is sent for another reason', async () => {
    const rlyeh = await measured(2)
    rlyeh.host.up.add(TUNNEL)
    await once(rlyeh.gateway)
    expect(told(rlyeh).at(-1)).toEqual(['unchanged', 20])
    await rlyeh.measure(2, 9)
    await once(rlyeh.gateway)
    expect(told(rlyeh).at(-1)).toEqual(['unchanged', 70])
  })

  test('tells a loss that goes on once, in its newest words', async () => {
    const rlyeh = await measured(6, step => ({ losses: [{ ...loss(5, step < 5), lost: step }] }))
    await tellMeasured(rlyeh.gateway)
    const losses = rlyeh.reports().at(-1)?.measured?.losses
    expect(losses).toEqual([
      {
        tunnel: 'rlyeh-ulthar',
        child: 'web-web',
        at: '2026-03-01T00:00:05.000Z',
        seconds: 3.1,
        lost: 5,
        cause: 'rekey',
        words: '3.1 s of loss, 0.2 s after IKE SA rekey started by the peer; underlay clean',
      },
    ])
  })

  test('fits into a report whatever there is of it; the sick ones are told first', async () => {
    const many = Array.from({ length: 600 }, (_, index) =>
      sample(0, index === 599 ? 10 : 0, { ...PATH, child: `c${index}` }),
    )
    const rlyeh = await measured(6, step =>
      step === 5 ? { samples: many, losses: Array.from({ length: 40 }, (__, nth) => loss(nth)) } : {},
    )
    await tellMeasured(rlyeh.gateway)
    const report = rlyeh.reports().at(-1)?.measured
    expect(Measured.parse(report)).toEqual(report)
    expect(report?.paths).toHaveLength(MEASURED_BOUNDS.paths)
    expect(report?.paths.find(({ lost }) => lost > 0)?.child).toBe('c599')
    expect(report?.losses.at(-1)?.at).toBe('2026-03-01T00:00:39.000Z')
    expect(report?.more).toBe(601 - 512 + 40 - 32)
  })

  test('that nobody takes makes no room for itself: what was decided stays', async () => {
    const rlyeh = await measured(0)
    rlyeh.host.delivery = { kind: 'undelivered', words: 'no route to host' }
    for (let turn = 0; turn < 20; turn++) {
      await rlyeh.measure(turn * 6, turn * 6 + 6)
      await tellMeasured(rlyeh.gateway)
    }
    const names = await rlyeh.world.disk.list('test', OUTBOX)
    expect(names).toHaveLength(16)
    rlyeh.host.up.add(TUNNEL)
    await once(rlyeh.gateway)
    expect(
      (await rlyeh.world.disk.list('test', OUTBOX)).filter(name => !name.includes('measured')),
    ).toHaveLength(1)
    rlyeh.host.delivery = { kind: 'taken' }
    await once(rlyeh.gateway)
    expect(await rlyeh.world.disk.list('test', OUTBOX)).toEqual([])
  })

  test('is shown by status in words, and no longer once nobody measures', async () => {
    const rlyeh = await measured(3, step => ({
      samples: [sample(step, step === 1 ? 4 : 0)],
      losses: step === 2 ? [loss(14)] : [],
    }))
    rlyeh.world.now = new Date(START + 30_000)
    expect(statusText(await status(rlyeh.gateway))).toContain(
      [
        'measured since 2026-03-01T00:00:00.000Z:',
        '  rlyeh-ulthar/web-web  13 % lost (4 of 30), 2.00 ms (1.00 to 5.00)',
        '  2026-03-01T00:00:14.000Z  rlyeh-ulthar/web-web: 3.1 s of loss, 0.2 s after IKE SA rekey started by the peer; underlay clean\n',
      ].join('\n'),
    )
    rlyeh.world.now = new Date(START + 3_600_000)
    expect(statusText(await status(rlyeh.gateway))).not.toContain('measured')
  })

  test('is told of the tunnels of meshes, too, whose names are long', async () => {
    const path = { ...PATH, tunnel: 'datacenters_rlyeh-under-the-sea_ulthar-beyond-the-skai' }
    const { gateway, reports } = await measured(7, step => ({ samples: [sample(step, 0, path)] }))
    await tellMeasured(gateway)
    expect(reports().at(-1)?.measured?.paths).toMatchObject([{ tunnel: path.tunnel, sent: 70 }])
  })

  test('that is damaged is as good as none', async () => {
    const rlyeh = await measured(6)
    for (const text of ['', '{', '{"run":"x","steps":[{"serial":"<b>"}]}']) {
      await rlyeh.world.disk.write('test', MEASURED, new TextEncoder().encode(text), 0o600)
      await tellMeasured(rlyeh.gateway)
      expect((await status(rlyeh.gateway)).measured).toBeUndefined()
    }
    expect(told(rlyeh)).toEqual([['committed', undefined]])
  })
})
