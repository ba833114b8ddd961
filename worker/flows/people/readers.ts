import { ControlError } from '../../control-error.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Reader } from '../../ports/reader.ts'
import { accountOf, type Person } from '../../rollout/person.ts'

/** Milliseconds for which what GitHub said of somebody counts: whoever loses the repository loses the pages that soon. */
const KEPT = 120_000
/** Accounts that are remembered. */
const MOST = 1000

/** Who may read the repository, asked once in a while: pages look for news every few seconds. */
export class Readers {
  readonly #ports: Pick<Ports, 'people' | 'clock'>
  readonly #known = new Map<string, { readonly until: number; readonly may: boolean }>()

  constructor(ports: Pick<Ports, 'people' | 'clock'>) {
    this.#ports = ports
  }

  /** Throws a `ControlError` `may-not` for somebody who may not see the pages, a `ForgeError` when nobody can say. */
  async admit(reader: Reader): Promise<void> {
    if (reader.kind === 'access' || (await this.#mayRead(reader.person))) return
    throw new ControlError(
      'may-not',
      `${reader.person.login} may not read the repository of this network`,
      'ask somebody who administers it, or log in as somebody else',
    )
  }

  async #mayRead(person: Person): Promise<boolean> {
    const now = this.#ports.clock.now().getTime()
    const key = accountOf(person)
    const known = this.#known.get(key)
    if (known !== undefined && now < known.until) return known.may
    const may = (await this.#ports.people.find(person)).permission !== 'none'
    if (this.#known.size >= MOST) this.#known.clear()
    this.#known.set(key, { until: now + KEPT, may })
    return may
  }
}
