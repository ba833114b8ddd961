import { expositionText } from '../../../schema/wire/exposition.ts'
import { type Exporter, metricsOf } from '../../core/monitor/metrics.ts'
import type { Tally } from '../../core/monitor/tally.ts'
import type { Measurement, Measurements } from '../../ports/measurements.ts'
import type { MetricsPlace } from '../../ports/metrics-place.ts'

/**
 * Sums up every step, and shows the sums in each place. One that cannot be shown in is tried again at the next step: a folder or
 * an address may come later. `say` hears of it once, and again when it is something else.
 */
export class Exposition implements Measurements {
  readonly #tally: Tally
  readonly #exporter: () => Promise<Exporter>
  readonly #places: readonly MetricsPlace[]
  readonly #say: (line: string) => void
  readonly #said = new Map<MetricsPlace, string>()
  #text = (): string => ''

  constructor(
    tally: Tally,
    exporter: () => Promise<Exporter>,
    places: readonly MetricsPlace[],
    say: (line: string) => void,
  ) {
    this.#tally = tally
    this.#exporter = exporter
    this.#places = places
    this.#say = say
  }

  async take(measurement: Measurement): Promise<void> {
    this.#tally.take(measurement)
    const exporter = await this.#exporter()
    this.#text = () => expositionText(metricsOf(this.#tally, exporter))
    for (const place of this.#places) await this.#show(place)
  }

  /** What is shown after the last step is of the past. */
  async withdraw(): Promise<void> {
    for (const place of this.#places) await place.withdraw().catch(() => undefined)
  }

  async #show(place: MetricsPlace): Promise<void> {
    const trouble = await place.show(() => this.#text()).catch(wordsOf)
    if (trouble !== undefined && this.#said.get(place) !== trouble) this.#say(trouble)
    if (trouble === undefined) this.#said.delete(place)
    else this.#said.set(place, trouble)
  }
}

const wordsOf = (error: unknown): string =>
  `metrics are not shown: ${error instanceof Error ? error.message : String(error)}`
