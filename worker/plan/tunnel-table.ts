import { code, sentence } from './code-span.ts'
import type { Block } from './fitted.ts'
import type { Effect, TunnelChange } from './tunnel-change.ts'
import { effectWords } from './words.ts'

/** Rows that are shown: a mesh of sixty gateways has 1,770 tunnels, and the gateways come after them. */
const MAX_ROWS = 100

/** What is felt comes first. */
const ORDER: readonly Effect['kind'][] = ['ends', 'blinks', 'new', 'hitless', 'untouched']

/** What happens to each tunnel, as a table; beyond what is shown, how many more there are of each kind. */
export const tunnelTable = (tunnels: readonly TunnelChange[]): Block => {
  const sorted = [...tunnels].sort((a, b) => rank(a) - rank(b))
  const rest = sorted.slice(MAX_ROWS)
  return {
    open: '\n### Tunnels\n\n| tunnel | what happens | why |\n|---|---|---|\n',
    lines: [
      ...sorted.slice(0, MAX_ROWS).map(row),
      ...(rest.length === 0 ? [] : [`| and ${rest.length} more | ${countsOf(rest)} | |\n`]),
    ],
    close: '',
  }
}

/** `1 blinks for at most 9 s, 2 hitless, 40 untouched`; empty without tunnels. */
export const countsOf = (tunnels: readonly TunnelChange[]): string =>
  ORDER.flatMap(kind => {
    const some = tunnels.filter(({ effect }) => effect.kind === kind)
    const longest = Math.max(...some.map(({ effect }) => (effect.kind === 'blinks' ? effect.seconds : 0)))
    if (some.length === 0) return []
    return kind === 'blinks'
      ? [
          `${some.length} blink${some.length === 1 ? 's' : ''} for about ${longest} s${some.length === 1 ? '' : ' at most'}`,
        ]
      : [`${some.length} ${words(kind, some.length)}`]
  }).join(', ')

const words = (kind: Effect['kind'], count: number): string => (kind === 'ends' && count > 1 ? 'end' : kind)

const rank = ({ effect }: TunnelChange): number =>
  ORDER.indexOf(effect.kind) - (effect.kind === 'blinks' ? effect.seconds / (effect.seconds + 1) : 0)

const row = ({ tunnel, effect, why }: TunnelChange): string =>
  `| ${code(tunnel)} | ${effectWords(effect)} | ${why.map(sentence).join('<br>')} |\n`
