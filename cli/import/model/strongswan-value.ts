import type { Word } from '../word.ts'
import type { Proposals } from './connection.ts'

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }

/** Seconds of `30`, `30s`, `5m`, `4h`, `1d`, as both syntaxes write them; undefined for anything else. */
export const secondsOf = (text: string): number | undefined => {
  const [, count, unit = ''] = /^(\d{1,9}) ?([smhd]?)$/.exec(text) ?? []
  return count === undefined ? undefined : Number(count) * (UNITS[unit] ?? 1)
}

/** True for every way of saying yes; strongSwan takes some more than it documents. */
export const isYes = (text: string | undefined): boolean => /^(?:yes|true|enabled|1)$/i.test(text ?? '')

/** The items of a list with commas, each with its own place. Empty ones fall away. */
export const listOf = (word: Word | undefined): readonly Word[] => {
  if (word === undefined) return []
  const { text, place } = word
  const single = place.line === place.endLine
  const items: Word[] = []
  let at = 0
  for (const part of text.split(',')) {
    const trimmed = part.trim()
    const column = place.column + at + part.length - part.trimStart().length
    // Quotes shift columns by one at most: what is pointed at still is the right word to a reader.
    if (trimmed !== '')
      items.push({
        text: trimmed,
        place: single
          ? {
              ...place,
              column,
              endColumn: Math.max(column + 1, Math.min(column + trimmed.length, place.endColumn)),
            }
          : place,
      })
    at += part.length + 1
  }
  return items
}

/** ipsec.conf: `a,b!` offers these alone, `a,b` also what strongSwan offers by itself. */
export const strictProposals = (word: Word | undefined): Proposals | undefined => {
  if (word === undefined) return undefined
  const text = word.text.trimEnd()
  const strict = text.endsWith('!')
  const list = listOf({ text: strict ? text.slice(0, -1) : text, place: word.place })
  return { list: list.map(plainProposal), defaults: !strict }
}

/** swanctl.conf: `default` among them stands for what strongSwan offers by itself. */
export const openProposals = (word: Word | undefined): Proposals | undefined => {
  if (word === undefined) return undefined
  const list = listOf(word).map(plainProposal)
  const named = list.filter(item => item.text !== 'default')
  return { list: named, defaults: named.length < list.length }
}

/** The words of the language for those that strongSwan knows under two names. */
const plainProposal = ({ text, place }: Word): Word => ({
  text: text
    .toLowerCase()
    .replaceAll('sha2_', 'sha')
    .replaceAll(
      /\baes(\d+)gcm(64|96|128)\b/g,
      (_, size: string, bits: string) => `aes${size}gcm${Number(bits) / 8}`,
    ),
  place,
})

/** A connection's addresses: none where any will do. */
export const fixedAddresses = (word: Word | undefined): readonly Word[] =>
  listOf(word).filter(({ text }) => !/^(?:%any[46]?|%defaultroute|0\.0\.0\.0(?:\/0)?|::(?:\/0)?)$/.test(text))
