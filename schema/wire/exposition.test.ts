import { expect, test } from 'vitest'
import { expositionText } from './exposition.ts'

const family = (labels: Record<string, string | undefined>, value: number) =>
  expositionText([{ name: 'cygnet_x', help: 'One.', type: 'gauge', readings: [{ labels, value }] }])

test('a family is what it is, then its readings', () => {
  expect(
    expositionText([
      {
        name: 'cygnet_tunnel_packets_lost_total',
        help: 'Lost.',
        type: 'counter',
        readings: [
          { labels: { tunnel: 'a', child: undefined }, value: 3 },
          { labels: {}, value: 0.25 },
        ],
      },
      { name: 'cygnet_nothing', help: 'None.', type: 'gauge', readings: [] },
    ]),
  ).toBe(
    '# HELP cygnet_tunnel_packets_lost_total Lost.\n# TYPE cygnet_tunnel_packets_lost_total counter\ncygnet_tunnel_packets_lost_total{tunnel="a"} 3\ncygnet_tunnel_packets_lost_total 0.25\n',
  )
})

test('a label cannot end its value, nor its line', () => {
  const text = family({ tunnel: 'a"} 1\ncygnet_y{b="\\' }, 1)
  expect(text.split('\n').at(2)).toBe('cygnet_x{tunnel="a\\"} 1\\ncygnet_y{b=\\"\\\\"} 1')
})

test('numbers are those that Go reads', () => {
  const values = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 1e21]
  expect(values.map(value => family({}, value).split(' ').at(-1))).toEqual([
    '+Inf\n',
    '-Inf\n',
    'NaN\n',
    '1e+21\n',
  ])
})
