import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MonitoredPath } from '../../../schema/wire/monitor.ts'
import { Sampler } from './sampler.ts'

const PATH: MonitoredPath = { tunnel: 'a-b', child: 'web-web', from: '10.1.0.1', to: '10.2.0.1' }
const OTHER: MonitoredPath = { tunnel: 'a-b', from: '192.0.2.1', to: '192.0.2.2' }

test('ten seconds of each path are one sample, told when the last answer must have come', () => {
  const sampler = new Sampler()
  for (let second = 0; second < 10; second++)
    sampler.take({ path: PATH, at: second * 1000, size: 'small', rtt: second === 4 ? undefined : second + 1 })
  sampler.take({ path: OTHER, at: 5000, size: 'small', rtt: undefined })
  sampler.take({ path: PATH, at: 6000, size: 'large', rtt: undefined })
  expect(sampler.cut(14_999)).toEqual([])
  expect(sampler.cut(15_000)).toEqual([
    { path: PATH, from: 0, to: 10_000, sent: 10, lost: 1, rtt: { least: 1, total: 50, most: 10 } },
    { path: OTHER, from: 0, to: 10_000, sent: 1, lost: 1, rtt: undefined },
  ])
  expect(sampler.cut(15_000)).toEqual([])
})

test('what comes too late for its sample is in the next: no time is told twice', () => {
  const sampler = new Sampler()
  sampler.take({ path: PATH, at: 1000, size: 'small', rtt: 1 })
  expect(sampler.cut(15_000)).toMatchObject([{ from: 0, sent: 1 }])
  sampler.take({ path: PATH, at: 9000, size: 'small', rtt: undefined })
  expect(sampler.cut(25_000)).toMatchObject([{ from: 10_000, sent: 1, lost: 1 }])
})

test('a clock that is set back by an hour leaves nothing behind', () => {
  const sampler = new Sampler()
  sampler.take({ path: PATH, at: 3_600_000, size: 'small', rtt: 1 })
  sampler.cut(3_605_000)
  sampler.take({ path: PATH, at: 1000, size: 'small', rtt: 1 })
  expect(sampler.cut(16_000)).toMatchObject([{ sent: 1 }, { sent: 1 }])
})

test('whenever it is cut, each packet is in one sample', () => {
  const echoes = fc.array(fc.record({ at: fc.integer({ min: 0, max: 120_000 }), isLost: fc.boolean() }))
  fc.assert(
    fc.property(echoes, fc.integer({ min: 1000, max: 40_000 }), (all, step) => {
      const sampler = new Sampler()
      const samples = []
      let next = step
      for (const { at, isLost } of all.sort((a, b) => a.at - b.at)) {
        for (; next <= at; next += step) samples.push(...sampler.cut(next))
        sampler.take({ path: PATH, at, size: 'small', rtt: isLost ? undefined : 2 })
      }
      samples.push(...sampler.cut(1_000_000))
      expect(samples.reduce((sum, { sent }) => sum + sent, 0)).toBe(all.length)
      expect(samples.reduce((sum, { lost }) => sum + lost, 0)).toBe(all.filter(({ isLost }) => isLost).length)
    }),
  )
})
