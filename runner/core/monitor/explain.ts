import { type LossCause, MEASURED_BOUNDS } from '../../../schema/wire/measured.ts'
import { type Near, nearest } from './beside.ts'
import { durationWords } from './duration-words.ts'
import type { Happening } from './happening.ts'
import { happeningWords } from './happening-words.ts'
import type { ExplainedLoss, Loss } from './loss.ts'

/** What was seen beside a loss. */
export interface Beside {
  /** What happened up to some minutes before it, and since, in the order of time. */
  readonly happenings: readonly Happening[]
  /** Packets along the path below the tunnel while it lasted; undefined where none is measured. */
  readonly underlay: { readonly sent: number; readonly lost: number } | undefined
  /** The same with a quarter of a minute before it: a path that loses one packet in ten seldom loses the same one. */
  readonly around: { readonly sent: number; readonly lost: number } | undefined
  /** Bytes of the largest packet that passes, where large ones do not; undefined before it was looked for. */
  readonly passes: number | undefined
  /** This gateway did not get round to measuring in that time. */
  readonly stalled: boolean
}

/** Milliseconds after which a path without any answer may as well lead to a gateway that is off: less than one takes to boot. */
const MAY_BE_OFF = 15_000

/** Puts a loss down to the nearest cause, and says so in a sentence. Total: whatever it is given, it has a sentence. */
export const explain = (loss: Loss, beside: Beside): ExplainedLoss => {
  const { cause, words } = explained(loss, beside)
  return { ...loss, cause, words: words.slice(0, MEASURED_BOUNDS.words) }
}

type Explained = Pick<ExplainedLoss, 'cause' | 'words'>

const explained = (loss: Loss, beside: Beside): Explained => {
  if (beside.stalled && !isAnswered(beside))
    return {
      cause: 'gateway',
      words: `this gateway did not get round to measuring for ${durationWords(loss.to - loss.from)}`,
    }
  const change = nearest(loss, beside.happenings, 'change')
  if (loss.size === 'large' && beside.passes !== undefined) return size(loss, beside.passes, change)
  if (change !== undefined) return besideOf(loss, beside, change)
  if (loss.size === 'small' && (loss.path.child === undefined || mostlyLost(beside)))
    return underlay(loss, beside)
  const near = nearest(loss, beside.happenings)
  if (near !== undefined) return besideOf(loss, beside, near)
  if (loss.size === 'small' && losesNowAndThen(loss, beside)) return scattered(loss, beside)
  return loss.size === 'large' ? size(loss, undefined, undefined) : besideOf(loss, beside, undefined)
}

/** Whoever heard an answer below the tunnel while it lasted was measuring, however late it got round to reading it. */
const isAnswered = ({ underlay: below }: Beside): boolean => below !== undefined && below.lost < below.sent

/** Half of what was sent below the tunnel, or more: no SA has anything to do with that. */
const mostlyLost = ({ underlay: below }: Beside): boolean =>
  below !== undefined && below.lost > 0 && below.lost * 2 >= below.sent

/** Enough was lost below the tunnel, not at the same moment, for a few packets to be lost through it; not for all of them in a row. */
const losesNowAndThen = ({ lost }: Loss, { around }: Beside): boolean =>
  around !== undefined && around.lost > 0 && around.lost * 2 >= lost

const scattered = (loss: Loss, { around }: Beside): Explained => ({
  cause: 'underlay',
  words: `${lossWords(loss)}; underlay lost ${around?.lost ?? 0} of ${packets(around?.sent ?? 0)} around it: provider`,
})

const size = (
  { path: { largest } }: Loss,
  passes: number | undefined,
  change: Near | undefined,
): Explained => {
  const should = largest === undefined ? '' : `, where ${largest} should`
  const found =
    passes === undefined
      ? `, ${largest ?? 'the largest'} bytes do not pass`
      : `, largest that passes ${passes}${should}`
  return {
    cause: 'size',
    words: `large packets only: MTU${found}${change === undefined ? '' : ', since cygnet changed this gateway'}`,
  }
}

const underlay = (loss: Loss, { underlay: below }: Beside): Explained => {
  const whose = loss.to - loss.from < MAY_BE_OFF ? 'provider' : 'provider, or the other gateway is off'
  if (loss.path.child === undefined || below === undefined)
    return {
      cause: 'underlay',
      words: `${lossWords(loss)} below the tunnel, ${packets(loss.lost)}: ${whose}`,
    }
  const words = isSame(below)
    ? `underlay lost the same packets: ${whose} (${below.lost} of ${below.sent})`
    : `underlay lost ${below.lost} of ${packets(below.sent)}: provider`
  return { cause: 'underlay', words: `${lossWords(loss)}; ${words}` }
}

/** All of them, but for one that was sent between the last answer through the tunnel and the first loss below it. */
const isSame = ({ sent, lost }: { readonly sent: number; readonly lost: number }): boolean =>
  lost >= sent || (lost > 2 && lost === sent - 1)

const besideOf = (loss: Loss, beside: Beside, near: Near | undefined): Explained => ({
  cause: near?.cause ?? 'unknown',
  words: `${lossWords(loss)}${near === undefined ? '' : nearWords(loss, near)}${underlayWords(beside, near?.cause)}`,
})

const lossWords = (loss: Loss): string =>
  `${durationWords(loss.to - loss.from)} of ${loss.size === 'large' ? 'large packets lost' : 'loss'}`

const nearWords = (loss: Loss, { cause, happening, where }: Near): string => {
  if (cause === 'change') return ' while cygnet was changing this gateway'
  const what = happeningWords(happening)
  if (where === 'end') return `, ended by ${what}`
  const since = happening.at - loss.from
  if (where === 'middle') return `, with ${what} ${durationWords(since)} into it`
  // What is told a moment after packets began to go astray is still what took them.
  return since > 0 ? ` around ${what}` : `, ${durationWords(-since)} after ${what}`
}

const underlayWords = ({ underlay: below }: Beside, cause: LossCause | undefined): string => {
  const nothing = cause === undefined ? '; nothing known happened beside it' : ''
  if (below === undefined || below.sent === 0) return nothing
  return `; underlay ${below.lost === 0 ? 'clean' : `lost ${below.lost} of ${packets(below.sent)}`}${nothing}`
}

const packets = (count: number): string => (count === 1 ? '1 packet' : `${count} packets`)
