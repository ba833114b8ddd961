import type { MeasuredPath } from '../../schema/wire/measured.ts'
import type { Health } from './tone.ts'

/** Packets along one path or several. */
export interface Loss {
  readonly sent: number
  readonly lost: number
}

/** Shares from which loss is worth a word, and from which people notice. */
const SOME = 0.001
const MUCH = 0.05

/** All of them together; undefined of none. */
export const lossOf = (paths: readonly Loss[]): Loss | undefined => {
  const sent = paths.reduce((sum, path) => sum + path.sent, 0)
  const lost = paths.reduce((sum, path) => sum + path.lost, 0)
  return sent === 0 ? undefined : { sent, lost: Math.min(lost, sent) }
}

/** Between 0 and 1. */
export const shareOf = ({ sent, lost }: Loss): number => (sent === 0 ? 0 : lost / sent)

/** `0 %`, `0.04 %`, `3.1 %`, `100 %`: what is not nothing does not look like it, nor what is not all. */
export const shareWords = (share: number): string => {
  const percent = share * 100
  if (percent === 0 || percent === 100) return `${percent} %`
  if (percent < 0.01) return '< 0.01 %'
  if (percent > 99.9) return '> 99.9 %'
  return `${percent < 1 ? percent.toFixed(2) : percent.toFixed(1)} %`
}

/** Undefined while it is no more than a packet now and then. */
export const healthOfLoss = (loss: Loss | undefined): Health | undefined => {
  if (loss === undefined || shareOf(loss) < SOME) return undefined
  return { tone: shareOf(loss) < MUCH ? 'hand' : 'sick', word: `loses ${shareWords(shareOf(loss))}` }
}

/** Through the tunnel, and below it. */
export const isInside = ({ child }: Pick<MeasuredPath, 'child'>): boolean => child !== undefined
