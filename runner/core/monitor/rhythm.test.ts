import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readFpingCounts, readFpingLine } from './fping-line.ts'
import { paceFor, Rhythm } from './rhythm.ts'

const PACE = { every: 1000, patience: 800, apart: 10 }
const answered = (index: number, at: number) => ({ to: '10.2.0.1', index, at: at + 5, rtt: 5 })

test('lines of fping 5.1 as it prints them', () => {
  expect(
    readFpingLine('[1795688698.86373] 127.0.0.8  : [0], 64 bytes, 0.069 ms (0.069 avg, 0% loss)'),
  ).toEqual({
    to: '127.0.0.8',
    index: 0,
    at: 1795688698863.73,
    rtt: 0.069,
  })
  expect(readFpingLine('[1795688699.25394] fd00::9 : [7], timed out (NaN avg, 100% loss)')).toMatchObject({
    to: 'fd00::9',
    index: 7,
    rtt: undefined,
  })
  expect(readFpingLine('127.0.0.8 : duplicate for [0], 64 bytes, 0.069 ms')).toBeUndefined()
  expect(readFpingLine('ICMP Host Unreachable from 10.5.0.1 for ICMP Echo sent to 10.5.0.9')).toBeUndefined()
  expect([...readFpingCounts('127.0.0.8 : - 0.3\n127.0.0.1  : - -\nfping: no\n')]).toEqual([
    ['127.0.0.8', 0.3],
    ['127.0.0.1', undefined],
  ])
})

test('what the kernel did not take is lost, though fping says nothing of it', () => {
  const rhythm = new Rhythm(['10.2.0.1'], PACE, 0)
  rhythm.heard(answered(0, 0))
  expect(rhythm.heard(answered(3, 3000))).toEqual([
    { to: '10.2.0.1', at: 1000, rtt: undefined },
    { to: '10.2.0.1', at: 2000, rtt: undefined },
    { to: '10.2.0.1', at: 3000, rtt: 5 },
  ])
})

test('and so is what never comes; should it come after all, it was told', () => {
  const rhythm = new Rhythm(['10.2.0.1'], PACE, 0)
  rhythm.heard(answered(0, 0))
  expect(rhythm.missed(3700)).toEqual([])
  expect(rhythm.missed(4900).map(({ at }) => at)).toEqual([1000, 2000])
  expect(rhythm.heard(answered(1, 1000))).toEqual([])
  expect(rhythm.heard(answered(3, 3000)).map(({ at }) => at)).toEqual([3000])
})

test('an fping that was held up goes on later than it was to, and each of its beats is still told once', () => {
  const rhythm = new Rhythm(['10.2.0.1'], PACE, 0)
  const told = Array.from({ length: 60 }, (_, index) => {
    const at = index * 1000 + (index < 10 ? 0 : 7000)
    return [...rhythm.missed(at), ...rhythm.heard(answered(index, at))]
  }).flat()
  expect(told).toHaveLength(60)
  expect(told.filter(({ rtt }) => rtt === undefined).length).toBeLessThan(8)
  expect(told.at(-1)).toMatchObject({ at: 66_000, rtt: 5 })
})

test('a thousand targets are begun one after the other, and none is lost for having to wait', () => {
  const targets = Array.from({ length: 1000 }, (_, nth) => `10.2.${nth >> 8}.${nth & 255}`)
  const pace = paceFor(targets.length, 60_000)
  const rhythm = new Rhythm(targets, pace, 0)
  const told = targets.flatMap((to, nth) => [
    ...rhythm.missed(nth * pace.apart),
    ...rhythm.heard({ to, index: 0, at: nth * pace.apart + 1, rtt: 1 }),
  ])
  expect(told.filter(({ rtt }) => rtt === undefined)).toEqual([])
})

test('what is more than fping gets round to in an interval is asked as fast as it gets round', () => {
  expect(paceFor(200, 1000)).toEqual({ every: 1000, apart: 5, patience: 1000 })
  expect(paceFor(2, 60_000)).toEqual({ every: 60_000, apart: 10, patience: 2000 })
  expect(paceFor(4096, 1000)).toEqual({ every: 4096, apart: 1, patience: 1000 })
})

test('nobody is told of a target that was not asked, nor of a million beats at once', () => {
  const rhythm = new Rhythm(['10.2.0.1'], PACE, 0)
  expect(rhythm.heard({ ...answered(0, 0), to: '10.9.9.9' })).toEqual([])
  expect(rhythm.heard(answered(999_999_999, 0)).length).toBeLessThan(100)
})

test('each beat is told once, whatever fping leaves out', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 60 }), printed => {
      const rhythm = new Rhythm(['10.2.0.1'], PACE, 0)
      const told = printed.flatMap((isPrinted, index) => [
        ...rhythm.missed(index * 1000),
        ...(isPrinted ? rhythm.heard(answered(index, index * 1000)) : []),
      ])
      const times = told.map(({ at }) => at)
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
      expect(told.filter(({ rtt }) => rtt !== undefined)).toHaveLength(printed.filter(Boolean).length)
    }),
  )
})
