import type { Measured, MeasuredPath } from '../../../schema/wire/measured.ts'

/** What was measured, a line for each path and each loss, for a person. */
export const measuredLines = ({ since, paths, losses, more }: Measured): string[] => {
  const names = paths.map(nameOf)
  const width = Math.max(0, ...names.map(name => name.length))
  return [
    `measured since ${since}:`,
    ...paths.map(
      (path, index) => `  ${(names[index] ?? '').padEnd(width)}  ${lossWords(path)}${rttWords(path)}`,
    ),
    ...losses.map(
      loss => `  ${loss.at}  ${nameOf(loss)}: ${plain(loss.words)}${loss.ongoing ? ', still going on' : ''}`,
    ),
    ...(more === 0 ? [] : [`  and ${more} more`]),
  ]
}

const nameOf = ({ tunnel, child }: Pick<MeasuredPath, 'tunnel' | 'child'>): string =>
  child === undefined ? `${tunnel} (underlay)` : `${tunnel}/${child}`

const lossWords = ({ sent, lost }: MeasuredPath): string => {
  if (lost === 0) return `no loss in ${sent}`
  if (lost === sent) return `no answer to ${sent}`
  const share = (100 * lost) / sent
  return `${share < 10 ? share.toFixed(1) : share.toFixed(0)} % lost (${lost} of ${sent})`
}

const rttWords = ({ rtt }: MeasuredPath): string =>
  rtt === undefined ? '' : `, ${short(rtt.mean)} ms (${short(rtt.least)} to ${short(rtt.most)})`

const short = (milliseconds: number): string =>
  milliseconds < 10 ? milliseconds.toFixed(2) : milliseconds.toFixed(milliseconds < 100 ? 1 : 0)

/** On one line, and without what a terminal would act upon. */
const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
