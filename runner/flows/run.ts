import type { Bundle } from '../../schema/wire/bundle.ts'
import type { Digest } from '../../schema/wire/names.ts'
import { hintFor } from '../core/hint.ts'
import { DEFAULT_EVERY, pauseAtStart, pauseBefore, pauseUntil } from '../core/schedule.ts'
import type { Journal } from '../core/state/journal.ts'
import type { Alarm } from '../ports/alarm.ts'
import type { Clock } from '../ports/clock.ts'
import type { Lock } from '../ports/lock.ts'
import { inForceBundle } from './change/change.ts'
import type { Idle } from './drive.ts'
import type { Gateway } from './gateway.ts'
import { once, recover } from './once.ts'
import { tellMeasured } from './report/tell.ts'
import { rest } from './rest.ts'

/** Told which bundle is in force, each time that it is another one. Never throws. */
export type Measure = (bundle: Bundle | undefined) => Promise<void>

/** What rings beside the clock, and who measures beside the polls. */
export interface Beside {
  readonly alarm?: Alarm
  readonly measure?: Measure
}

/** The daemon: a moment that is another on each gateway, then a turn, a pause that the bundle in force sets or an alarm ends, until `stopped` says so. Whatever happens, it goes on. */
export const run = async (
  gateway: Gateway,
  lock: Lock,
  stopped: () => boolean,
  { alarm, measure }: Beside = {},
): Promise<void> => {
  const wishesIn = wishes(gateway, measure)
  let failures = 0
  let wish = NO_WISH
  await begin(gateway, lock, wishesIn)
  while (!stopped()) {
    let opens: Date | undefined
    try {
      const turn = await lock.holding(() => once(gateway, { patient: true }))
      if (turn !== undefined) {
        tell(gateway, turn.value)
        failures = turn.value.trouble === undefined ? 0 : failures + 1
        opens = opensAt(turn.value)
        wish = await wishesIn(turn.value.journal)
      }
    } catch (error) {
      failures += 1
      complain(gateway, error)
    }
    // A wait is a length, not a time of day: a clock that is set meanwhile changes nothing about it.
    const seconds = pauseBefore(wish.every, failures, gateway.random())
    const pause = pauseUntil(seconds, opens, gateway.clock.now(), gateway.random()) * 1000
    await rest(gateway, alarm, pause, wish.isMeasured ? tellingMeanwhile(gateway, lock) : undefined)
  }
}

/** What a crash left does not wait for the first poll, nor does what is to be measured. */
const begin = async (gateway: Gateway, lock: Lock, wishesIn: Wishes): Promise<void> => {
  try {
    const recovered = await lock.holding(() => recover(gateway))
    if (recovered !== undefined) await wishesIn(recovered.value.journal)
  } catch (error) {
    complain(gateway, error)
  }
  await gateway.clock.wait(pauseAtStart(gateway.random()) * 1000)
}

/** What the bundle in force asks of the daemon itself. */
interface Wish {
  /** Seconds between two polls. */
  readonly every: number
  readonly isMeasured: boolean
}

type Wishes = (journal: Journal) => Promise<Wish>

const NO_WISH: Wish = { every: DEFAULT_EVERY, isMeasured: false }

/** A bundle is as long as a network is large: it is opened once, not in every turn. */
const wishes = (gateway: Gateway, measure: Measure | undefined): Wishes => {
  let of: Digest | undefined
  let wish = NO_WISH
  return async journal => {
    if (journal.inForce?.digest === of) return wish
    const bundle = await inForceBundle(gateway, journal)
    wish = { every: bundle?.every ?? wish.every, isMeasured: bundle?.monitor !== undefined }
    of = journal.inForce?.digest
    await measure?.(bundle)
    return wish
  }
}

/** Milliseconds between two reports of what is measured, where polls are rarer. */
const TELLING = 60_000

/** Waits as the clock does, and says meanwhile what is measured. */
const tellingMeanwhile =
  (gateway: Gateway, lock: Lock): Clock['wait'] =>
  async (milliseconds, signal) => {
    const { clock } = gateway
    const begun = clock.elapsed()
    const left = (): number => milliseconds - (clock.elapsed() - begun)
    while (left() > TELLING) {
      await clock.wait(TELLING, signal)
      if (signal?.aborted === true) return
      await lock.holding(() => tellMeasured(gateway)).catch((error: unknown) => complain(gateway, error))
    }
    await clock.wait(Math.max(0, left()), signal)
  }

const complain = ({ say }: Gateway, error: unknown): void =>
  say(error instanceof Error ? error.message : String(error))

const tell = ({ say }: Gateway, { trouble }: Idle): void => {
  if (trouble === undefined) return
  const hint = hintFor(trouble)
  say(`${trouble.code}: ${trouble.message}${hint === undefined ? '' : ` (${hint})`}`)
}

/** When the window opens that a release waits for. */
const opensAt = ({ journal: { waiting, paused } }: Idle): Date | undefined =>
  waiting?.until === undefined || paused !== undefined ? undefined : new Date(waiting.until)
