import { expect, test } from 'vitest'
import type { Measured, MeasuredLoss, MeasuredPath } from '../../schema/wire/measured.ts'
import { KEPT, type Measurements, STRETCH } from '../../worker/ports/measurements.ts'

const SINCE = '2026-03-01T12:00:00.000Z'
const HOUR = STRETCH.hour
/** A full hour. */
const NOON = 500_000 * HOUR

const path = (tunnel: string, sent: number, lost: number, mean?: number): MeasuredPath => ({
  tunnel,
  child: 'lan-lan',
  sent,
  lost,
  ...(mean !== undefined && { rtt: { least: mean, mean, most: mean } }),
})

const measured = (paths: MeasuredPath[], losses: MeasuredLoss[] = []): Measured => ({
  since: SINCE,
  paths,
  losses,
  more: 0,
})

const loss = (at: string, seconds: number, more: Partial<MeasuredLoss> = {}): MeasuredLoss => ({
  tunnel: 'star',
  child: 'lan-lan',
  at,
  seconds,
  lost: 3,
  cause: 'unknown',
  words: `${seconds} s of loss`,
  ...more,
})

/** What every place that keeps measurements must do. */
export const measurementsContract = (make: () => Measurements): void => {
  test('what reports say adds up in the five minutes in which it was taken, whatever the gateway takes for the time', () => {
    const kept = make()
    kept.put('rlyeh', NOON, measured([path('star', 60, 0, 10), path('arm', 60, 60)]))
    kept.put('rlyeh', NOON + 60_000, {
      ...measured([path('star', 60, 40, 40)]),
      since: '1999-01-01T00:00:00Z',
    })
    kept.put('rlyeh', NOON + STRETCH.five, measured([path('star', 60, 1, 12)]))
    const shape = { gateway: 'rlyeh', child: 'lan-lan' }
    const first = { ...shape, at: NOON }
    expect(kept.cells({}, NOON, STRETCH.five)).toEqual([
      { ...first, tunnel: 'arm', sent: 60, lost: 60, mean: undefined },
      { ...first, tunnel: 'star', sent: 120, lost: 40, mean: 17.5 },
      { ...shape, at: NOON + STRETCH.five, tunnel: 'star', sent: 60, lost: 1, mean: 12 },
    ])
    expect(kept.cells({ tunnel: 'star' }, NOON, STRETCH.hour)).toMatchObject([
      { at: NOON, tunnel: 'star', sent: 180, lost: 41 },
    ])
    expect(kept.cells({}, NOON + STRETCH.five + 1, STRETCH.five)).toHaveLength(1)
  })

  test('the path below a tunnel stands beside the one inside, each gateway and tunnel for itself', () => {
    const kept = make()
    const { child: _, ...below } = path('star', 10, 0, 5)
    kept.put('rlyeh', NOON, measured([path('star', 10, 0, 6), below]))
    kept.put('ulthar', NOON, measured([path('arm', 10, 0, 6)]))
    expect(kept.cells({ gateway: 'rlyeh' }, NOON, STRETCH.five).map(({ child }) => child)).toEqual([
      undefined,
      'lan-lan',
    ])
    expect(kept.cells({ tunnel: 'arm' }, NOON, STRETCH.five)).toMatchObject([{ gateway: 'ulthar' }])
    expect(kept.cells({ gateway: 'ulthar', tunnel: 'star' }, NOON, STRETCH.hour)).toEqual([])
    expect([kept.newest('ulthar')?.received, kept.newest('nobody')]).toEqual([NOON, undefined])
    expect(kept.latest().map(({ gateway, received }) => [gateway, received])).toEqual([
      ['rlyeh', NOON],
      ['ulthar', NOON],
    ])
  })

  test('five minutes are kept for a day, hours for a week, and both say the same', () => {
    const kept = make()
    const end = NOON + 9 * 24 * HOUR
    for (let at = NOON; at < end; at += 10 * 60_000) kept.put('rlyeh', at, measured([path('star', 10, 1, 8)]))
    const hours = kept.cells({}, end - KEPT.hour, HOUR)
    expect(hours).toHaveLength(7 * 24)
    expect(hours.every(({ sent, lost, mean }) => sent === 60 && lost === 6 && mean === 8)).toBe(true)
    expect(kept.cells({}, end - KEPT.five, STRETCH.five)).toHaveLength(6 * 24)
    expect(kept.cells({}, 0, STRETCH.five).length).toBeLessThan(6 * 26)
    expect(kept.cells({}, 0, HOUR).length).toBeLessThan(7 * 24 + 2)
  })

  test('a gateway that lies harms nobody but itself: more lost than sent, and names without end', () => {
    const kept = make()
    kept.put('rlyeh', NOON, measured([path('star', 10, 4_000_000_000, 5)]))
    expect(kept.cells({}, NOON, STRETCH.five)).toMatchObject([{ sent: 10, lost: 10, mean: undefined }])
    const names = Array.from({ length: 1500 }, (_, index) => path(`t${index}`, 1, 0))
    for (let from = 0; from < 1500; from += 500)
      kept.put('rlyeh', NOON, measured(names.slice(from, from + 500)))
    expect(kept.cells({}, NOON, STRETCH.five)).toHaveLength(KEPT.paths)
    expect(kept.cells({}, NOON, STRETCH.hour)).toHaveLength(KEPT.paths)
  })

  test('a loss that went on is there once, as it was told last; what was told first comes last', () => {
    const kept = make()
    const began = '2026-03-01T12:00:10.000Z'
    kept.put('rlyeh', NOON, measured([], [loss(began, 20, { ongoing: true })]))
    kept.put('rlyeh', NOON + 1000, measured([], [loss('1970-01-01T00:00:00Z', 3, { tunnel: 'arm' })]))
    kept.put('rlyeh', NOON + 60_000, measured([], [loss(began, 31)]))
    kept.put('ulthar', NOON + 61_000, measured([], [loss(began, 2)]))
    expect(
      kept.losses({}, 9).map(({ gateway, tunnel, seconds, heard }) => [gateway, tunnel, seconds, heard]),
    ).toEqual([
      ['ulthar', 'star', 2, NOON + 61_000],
      ['rlyeh', 'arm', 3, NOON + 1000],
      ['rlyeh', 'star', 31, NOON],
    ])
    expect(kept.losses({ tunnel: 'star' }, 1)).toMatchObject([{ gateway: 'ulthar' }])
    expect(kept.losses({ gateway: 'rlyeh' }, 9)).toHaveLength(2)
  })

  test('one gateway has room for so many losses, the newest, and takes none of the others’', () => {
    const kept = make()
    kept.put('ulthar', NOON, measured([], [loss(SINCE, 1)]))
    for (let minute = 0; minute < 10; minute++) {
      const many = Array.from({ length: 32 }, (_, index) =>
        loss(new Date(NOON + minute * 60_000 + index).toISOString(), minute),
      )
      kept.put('rlyeh', NOON + minute * 60_000, measured([], many))
    }
    expect(kept.losses({ gateway: 'rlyeh' }, 1000)).toHaveLength(KEPT.losses)
    expect(kept.losses({ gateway: 'rlyeh' }, 1)).toMatchObject([{ seconds: 9 }])
    expect(kept.losses({ gateway: 'ulthar' }, 9)).toHaveLength(1)
  })
}
