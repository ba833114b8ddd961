/** selector, property, by day, by night: one table, so that neither is forgotten. */
type Rule = readonly [selector: string, property: string, light: string, dark: string]

const RULES: readonly Rule[] = [
  ['.page', 'fill', '#f7f8fa', '#11161c'],
  ['.card rect.face', 'fill', '#ffffff', '#1b222b'],
  ['.card rect.face', 'stroke', '#c3ccd6', '#3a4552'],
  ['.peer rect.face', 'fill', '#fff8ee', '#2a2219'],
  ['.peer rect.face', 'stroke', '#d9913a', '#c98a3d'],
  ['.access rect.face', 'fill', '#eefaf4', '#15261f'],
  ['.access rect.face', 'stroke', '#3c9f73', '#4bb388'],
  ['.name', 'fill', '#17202b', '#eef2f6'],
  ['.fact', 'fill', '#5b6876', '#9aa7b5'],
  ['.addr', 'fill', '#2d4a66', '#a9c7e4'],
  ['.line', 'stroke', '#64748b', '#8fa1b5'],
  ['.dot', 'fill', '#64748b', '#8fa1b5'],
  ['.hub .line', 'stroke', '#3b7dc4', '#5d9fe6'],
  ['.hub .dot', 'fill', '#3b7dc4', '#5d9fe6'],
  ['.mesh .line', 'stroke', '#8a5cc2', '#a984dc'],
  ['.mesh .dot', 'fill', '#8a5cc2', '#a984dc'],
  ['.topeer .line', 'stroke', '#d9822b', '#e09a4f'],
  ['.topeer .dot', 'fill', '#d9822b', '#e09a4f'],
  ['.dial .line', 'stroke', '#2f9e6e', '#4fbf8f'],
  ['.dial .dot', 'fill', '#2f9e6e', '#4fbf8f'],
  ['.pill rect', 'fill', '#ffffff', '#232c37'],
  ['.pill rect', 'stroke', '#c3ccd6', '#465363'],
  ['.pill text', 'fill', '#3d4a59', '#c6d0db'],
  ['.weak rect', 'fill', '#fdecea', '#3d1d1b'],
  ['.weak rect', 'stroke', '#c5372c', '#e0655b'],
  ['.weak text', 'fill', '#a1261c', '#ffb4ad'],
  ['.head', 'fill', '#17202b', '#eef2f6'],
  ['.rule', 'stroke', '#d8dee6', '#2c3641'],
]

/** Told apart by people who do not see red and green, too; the number on the badge says it again. */
const WAVES: readonly (readonly [light: string, dark: string])[] = [
  ['#0b6e99', '#3fa7d6'],
  ['#b8570a', '#e8924a'],
  ['#5b8a1f', '#9bc53d'],
  ['#a0337f', '#d96fb6'],
  ['#5a50b5', '#968ce8'],
  ['#7a6a3a', '#bfae78'],
]

/** Colours of waves repeat after the sixth. */
export const waveClass = (wave: number): string => `w${((wave - 1) % WAVES.length) + 1}`

const SANS = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue','DejaVu Sans',Arial,sans-serif"
const MONO = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace"

const SHAPES = [
  `.cygnet text{font-family:${SANS};font-size:11px}`,
  `.cygnet .addr{font-family:${MONO}}`,
  '.cygnet .name{font-size:14px;font-weight:600}',
  '.cygnet .head{font-size:22px;font-weight:650}',
  '.cygnet .badge text{font-size:11px;font-weight:700;text-anchor:middle;fill:#fff}',
  '.cygnet .pill text{font-size:10px;text-anchor:middle}',
  '.cygnet .line{fill:none;stroke-width:1.6}',
  '.cygnet .dense .line{stroke-width:1;stroke-opacity:.55}',
  '.cygnet .udp .line{stroke-dasharray:7 4}',
  '.cygnet .dial .line{stroke-dasharray:1.5 4;stroke-linecap:round;stroke-width:2}',
  '.cygnet .hit{fill:none;stroke:transparent;stroke-width:11}',
  '.cygnet .peer rect.face,.cygnet .new rect.face{stroke-dasharray:5 3}',
  '.cygnet .edge:hover .line{stroke-width:3.5;stroke-opacity:1}',
  '.cygnet .card:hover rect.face{stroke-width:2.5}',
]

/**
 * The picture's own style: light, and dark where the viewer asks for it. `joined` are the classes of nodes with tunnels:
 * while the pointer rests on such a node, every other tunnel fades.
 */
export const styleOf = (joined: readonly string[]): string => {
  const colours = (which: 'light' | 'dark'): string =>
    RULES.map(
      ([selector, property, light, dark]) =>
        `.cygnet ${selector}{${property}:${which === 'light' ? light : dark}}`,
    )
      .concat(
        WAVES.map(
          ([light, dark], index) => `.cygnet .w${index + 1} .tint{fill:${which === 'light' ? light : dark}}`,
        ),
      )
      .join('')
  const focus = joined.map(name => `.cygnet:has(.card.${name}:hover) .edge:not(.${name}){opacity:.1}`)
  return [
    ...SHAPES,
    colours('light'),
    `@media (prefers-color-scheme:dark){${colours('dark')}.cygnet .badge text{fill:#10151b}}`,
    ...focus,
  ].join('\n')
}
