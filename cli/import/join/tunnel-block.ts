import { formatDuration } from '../../../schema/topology/grammar/duration.ts'
import type { TunnelDraft } from '../draft/draft.ts'
import { Block, type Entry } from '../write/block.ts'

/** A tunnel's block, as far as its settings differ from the defaults. `ends` is what says who joins it. */
export interface TunnelWords {
  readonly between: Readonly<Record<string, string | null>>
  readonly networks: Readonly<Record<string, readonly string[]>>
  readonly secret: string | undefined
  readonly ike: readonly string[] | undefined
  readonly esp: readonly string[] | undefined
  readonly start: string | Readonly<Record<string, string>> | undefined
  /** Keys that stay as they stand in the topology. */
  readonly kept: readonly Entry[]
  readonly notes: { readonly ike?: string; readonly start?: string; readonly between?: string }
}

export const tunnelBlock = (words: TunnelWords, draft: TunnelDraft): Block => {
  const some = (key: string, value: unknown, note?: string): Entry | undefined =>
    value === undefined || words.kept.some(kept => kept.key === key) ? undefined : { key, value, note }
  const networks = Object.keys(words.networks).length === 0 ? undefined : words.networks
  return new Block([
    { key: 'between', value: words.between, note: words.notes.between },
    some('networks', networks),
    some('secret', words.secret),
    some('ike', words.ike, words.notes.ike),
    some('esp', words.esp),
    some('rekey', rekeyOf(draft)),
    some('start', words.start, words.notes.start),
    some('dpd', dpdOf(draft)),
    some('close', closeOf(draft)),
    ...words.kept,
  ])
}

/** Limits of the language, in seconds: what lies outside was no time that anybody meant. */
const within = (seconds: number | undefined, least: number): string | undefined =>
  seconds === undefined || seconds < least || seconds > 7 * 86_400 ? undefined : formatDuration(seconds)

const rekeyOf = ({ rekey }: TunnelDraft) =>
  present({ ike: within(rekey.ike, 300), child: within(rekey.child, 60) })

/** A trap brings a lost tunnel back by itself; an action beside it would do so twice. */
const dpdOf = ({ dpd, start }: TunnelDraft) =>
  present({
    delay:
      dpd.delay === undefined || dpd.delay === 30 || dpd.delay > 3600 ? undefined : formatDuration(dpd.delay),
    action:
      start === 'trap' || dpd.action === 'clear' || (start === 'start' && dpd.action === 'restart')
        ? undefined
        : dpd.action,
  })

const closeOf = ({ close, start }: TunnelDraft) =>
  start === 'trap' || close === 'none' || (start === 'start' && close === 'start') ? undefined : close

const present = (
  values: Readonly<Record<string, string | undefined>>,
): Record<string, string> | undefined => {
  const left = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  )
  return left.length === 0 ? undefined : Object.fromEntries(left)
}
