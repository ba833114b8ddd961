import { expect, test } from 'vitest'
import { expositionText } from '../../../schema/wire/exposition.ts'
import { BEGIN, INSIDE, monitorOf, step } from '../../../test/fixtures/measured-network.ts'
import type { Happening } from './happening.ts'
import type { ExplainedLoss } from './loss.ts'
import { metricsOf } from './metrics.ts'
import { Tally } from './tally.ts'

const exporter = { network: 'miskatonic', gateway: 'rlyeh', version: '1.2', release: 7 }
const WHO = 'network="miskatonic",gateway="rlyeh"'
const THROUGH = `${WHO},tunnel="ulthar",child="lan",path="inside"`

/** Series and values, as Prometheus reads them. */
const shown = (tally: Tally): Map<string, string> =>
  new Map(
    expositionText(metricsOf(tally, exporter))
      .split('\n')
      .filter(line => line !== '' && !line.startsWith('#'))
      .map(line => [line.slice(0, line.lastIndexOf(' ')), line.slice(line.lastIndexOf(' ') + 1)]),
  )

const loss: ExplainedLoss = {
  path: INSIDE,
  size: 'small',
  from: BEGIN,
  to: BEGIN + 3100,
  lost: 3,
  ongoing: false,
  cause: 'rekey',
  words: '3.1 s of loss',
}
const happening = (kind: Happening['kind'], tunnel?: string, child?: string): Happening => ({
  at: BEGIN,
  kind,
  tunnel,
  child,
  by: 'peer',
})

test('packets add up, the ratio is that of the newest step', () => {
  const tally = new Tally(monitorOf().paths)
  tally.take(step(1, 5))
  tally.take(step(2, 1))
  const series = shown(tally)
  expect(series.get(`cygnet_tunnel_packets_sent_total{${THROUGH}}`)).toBe('20')
  expect(series.get(`cygnet_tunnel_packets_lost_total{${THROUGH}}`)).toBe('6')
  expect(series.get(`cygnet_tunnel_loss_ratio{${THROUGH}}`)).toBe('0.1')
  expect(series.get(`cygnet_tunnel_loss_ratio{${WHO},tunnel="ulthar",path="underlay"}`)).toBe('0')
  expect(series.get(`cygnet_tunnel_rtt_seconds{${THROUGH},type="mean"}`)).toBe('0.02')
  expect(series.get(`cygnet_release_in_force{${WHO}}`)).toBe('7')
})

test('the first of anything is a step from zero', () => {
  const tally = new Tally(monitorOf().paths)
  const reauthentications = `cygnet_ike_reauthentications_total{${WHO},tunnel="ulthar"}`
  const rekeyed = `cygnet_tunnel_losses_total{${THROUGH},cause="rekey"}`
  expect([reauthentications, rekeyed].map(name => shown(tally).get(name))).toEqual(['0', '0'])
  tally.take(step(1, 3, { losses: [loss], happenings: [happening('reauthentication', 'ulthar')] }))
  expect([reauthentications, rekeyed].map(name => shown(tally).get(name))).toEqual(['1', '1'])
})

test('a loss that goes on is shown while it does, and counted once, by its last cause', () => {
  const tally = new Tally(monitorOf().paths)
  const going = `cygnet_tunnel_ongoing_loss_seconds{${THROUGH},cause="unknown"}`
  tally.take(step(1, 3, { losses: [{ ...loss, ongoing: true, cause: 'unknown', to: BEGIN + 2000 }] }))
  expect(shown(tally).get(going)).toBe('2')
  tally.take(step(2, 0, { losses: [loss] }))
  tally.take(step(3))
  const series = shown(tally)
  expect(series.has(going)).toBe(false)
  expect(series.get(`cygnet_tunnel_losses_total{${THROUGH},cause="unknown"}`)).toBe('0')
  expect(series.get(`cygnet_tunnel_losses_total{${THROUGH},cause="rekey"}`)).toBe('1')
  expect(series.get(`cygnet_tunnel_loss_seconds_total{${THROUGH},cause="rekey"}`)).toBe('3.1')
})

test('large packets and small ones that are lost at once are two readings, never one twice', () => {
  const tally = new Tally(monitorOf().paths)
  const going = { ...loss, ongoing: true, to: BEGIN + 2000 }
  tally.take(
    step(1, 3, {
      losses: [
        { ...going, cause: 'size', size: 'large' },
        { ...going, cause: 'unknown' },
        { ...going, cause: 'unknown', size: 'large', to: BEGIN + 9000 },
      ],
    }),
  )
  const text = expositionText(metricsOf(tally, exporter))
  expect(text.match(/^cygnet_tunnel_ongoing_loss_seconds.*cause.*$/gm)).toEqual([
    `cygnet_tunnel_ongoing_loss_seconds{${THROUGH},cause="size"} 2`,
    `cygnet_tunnel_ongoing_loss_seconds{${THROUGH},cause="unknown"} 9`,
  ])
})

test('ten thousand laptops that dial in, and SAs without end, make no series of their own', () => {
  const tally = new Tally(monitorOf().paths)
  tally.take(
    step(1, 1, { happenings: [happening('ike-up', 'someone'), happening('child-up', 'ulthar', 'new')] }),
  )
  const series = shown(tally).size
  for (let number = 0; number < 10_000; number++)
    tally.take(step(2, 0, { happenings: [happening('ike-up', `laptop-${number}`)] }))
  expect(shown(tally).size).toBe(series)
  expect(shown(tally).get(`cygnet_ike_up_total{${WHO}}`)).toBe('10001')
})

test('nothing answered is no round trip', () => {
  const tally = new Tally(monitorOf().paths)
  tally.take(step(1, 10))
  const series = shown(tally)
  expect(series.get(`cygnet_tunnel_loss_ratio{${THROUGH}}`)).toBe('1')
  expect(series.has(`cygnet_tunnel_rtt_seconds{${THROUGH},type="mean"}`)).toBe(false)
})

test('a path of the bundle before, of which a last sample comes, is not shown for ever', () => {
  const tally = new Tally(monitorOf().paths)
  tally.take(step(1))
  const before = [...shown(tally).keys()]
  const gone = { ...INSIDE, tunnel: 'sarnath' }
  const [sample] = step(2, 10).samples
  if (sample === undefined) throw new Error('no sample')
  tally.take({ ...step(2), samples: [{ ...sample, path: gone }], losses: [{ ...loss, path: gone }] })
  expect([...shown(tally).keys()]).toEqual(before)
})

test('what was measured last is not shown as what is, once nothing is measured any more', () => {
  const [often, seldom] = [1, 300].map(every => new Tally(monitorOf().paths, every))
  const ratio = `cygnet_tunnel_loss_ratio{${THROUGH}}`
  const after = (steps: number): (boolean | undefined)[] =>
    [often, seldom].map(tally => {
      tally?.take(step(1 + steps, 0, { samples: [] }))
      return tally && shown(tally).has(ratio)
    })
  for (const tally of [often, seldom]) tally?.take(step(1))
  expect(after(6)).toEqual([true, true])
  expect(after(7)).toEqual([false, true])
  expect(after(70)).toEqual([false, false])
})
