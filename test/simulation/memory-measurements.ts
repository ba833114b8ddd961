import type { MeasuredPath } from '../../schema/wire/measured.ts'
import {
  type Cell,
  KEPT,
  type KeptLoss,
  type LatestMeasured,
  type Measurements,
  STRETCH,
  type Which,
} from '../../worker/ports/measurements.ts'

interface Counted {
  readonly gateway: string
  readonly at: number
  readonly path: MeasuredPath
  sent: number
  lost: number
  answered: number
  /** Milliseconds of all answered. */
  total: number
}

const isOf = ({ gateway, tunnel }: Which, one: { gateway: string; tunnel: string }): boolean =>
  (gateway ?? one.gateway) === one.gateway && (tunnel ?? one.tunnel) === one.tunnel

/** What gateways measured, counted twice: in stretches of five minutes and in hours. */
export class MemoryMeasurements implements Measurements {
  readonly #latest = new Map<string, LatestMeasured>()
  readonly #losses = new Map<string, KeptLoss>()
  readonly #counted = {
    [STRETCH.five]: new Map<string, Counted>(),
    [STRETCH.hour]: new Map<string, Counted>(),
  }

  put(gateway: string, received: number, measured: LatestMeasured['measured']): void {
    this.#latest.set(gateway, { gateway, received, measured })
    for (const width of [STRETCH.five, STRETCH.hour]) {
      const kept = width === STRETCH.five ? KEPT.five + STRETCH.hour : KEPT.hour
      const counted = this.#counted[width]
      // The oldest were put in first.
      for (const [key, { at }] of counted) {
        if (at >= received - kept) break
        counted.delete(key)
      }
      for (const path of measured.paths) count(counted, gateway, received - (received % width), path)
    }
    for (const loss of measured.losses) {
      const key = `${gateway} ${loss.tunnel} ${loss.child ?? ''} ${loss.at}`
      const heard = this.#losses.get(key)?.heard ?? received
      this.#losses.set(key, { ...loss, gateway, heard })
    }
    const own = [...this.#losses].filter(([, loss]) => loss.gateway === gateway)
    for (const [key] of own.slice(0, -KEPT.losses)) this.#losses.delete(key)
  }

  latest(): readonly LatestMeasured[] {
    return [...this.#latest.values()].sort((a, b) => (a.gateway < b.gateway ? -1 : 1))
  }

  newest(gateway: string): LatestMeasured | undefined {
    return this.#latest.get(gateway)
  }

  cells(which: Which, from: number, width: 300_000 | 3_600_000): readonly Cell[] {
    return [...this.#counted[width].values()]
      .filter(({ gateway, at, path }) => isOf(which, { gateway, tunnel: path.tunnel }) && at + width > from)
      .map(
        ({ gateway, at, path: { tunnel, child }, sent, lost, answered, total }): Cell => ({
          gateway,
          at,
          tunnel,
          ...(child !== undefined && { child }),
          sent,
          lost,
          mean: answered === 0 ? undefined : Math.round((total / answered) * 1000) / 1000,
        }),
      )
      .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
  }

  losses(which: Which, limit: number): readonly KeptLoss[] {
    return [...this.#losses.values()]
      .filter(loss => isOf(which, loss))
      .reverse()
      .slice(0, limit)
  }
}

const placeOf = ({ at, gateway, tunnel, child = '' }: Cell): string =>
  [String(at).padStart(16, '0'), gateway, tunnel, child].join(' ')

const count = (counted: Map<string, Counted>, gateway: string, at: number, path: MeasuredPath): void => {
  const key = `${gateway} ${at} ${path.tunnel} ${path.child ?? ''}`
  const known = counted.get(key)
  // Only where there are as many in all can one gateway have them.
  if (known === undefined && counted.size >= KEPT.paths) {
    const mine = [...counted.values()].filter(one => one.gateway === gateway && one.at === at)
    if (mine.length >= KEPT.paths) return
  }
  const one = known ?? { gateway, at, path, sent: 0, lost: 0, answered: 0, total: 0 }
  const lost = Math.min(path.lost, path.sent)
  one.sent += path.sent
  one.lost += lost
  if (path.rtt !== undefined) {
    one.answered += path.sent - lost
    one.total += path.rtt.mean * (path.sent - lost)
  }
  counted.set(key, one)
}
