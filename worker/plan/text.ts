import type { FileChange } from './file-change.ts'
import { togetherLines, waveLines } from './order-words.ts'
import type { GatewayChange, Plan } from './plan.ts'
import type { Effect } from './tunnel-change.ts'
import { visible } from './visible.ts'
import { counted, effectWords } from './words.ts'

/** How a line is to stand out; without colour all are the same. */
type Ink = 'red' | 'green' | 'yellow' | 'cyan' | 'bold' | 'plain'

const CODES: Readonly<Record<Ink, string>> = {
  red: '31',
  green: '32',
  yellow: '33',
  cyan: '36',
  bold: '1',
  plain: '',
}

type Paint = (ink: Ink, text: string) => string

/** The plan for a terminal: tunnels first, then each gateway file by file. Colours are ANSI codes, only when asked for. */
export const planText = (plan: Plan, { colour }: { readonly colour: boolean }): string => {
  const paint: Paint = (ink, text) =>
    colour && ink !== 'plain' ? `\u001b[${CODES[ink]}m${visible(text)}\u001b[0m` : visible(text)
  return [
    ...summary(plan, paint),
    ...findings(plan, paint),
    ...order(plan, paint),
    ...tunnels(plan, paint),
    ...plan.gateways.flatMap(change => gateway(change, paint)),
  ]
    .map(line => `${line}\n`)
    .join('')
}

const summary = ({ digest, gateways, untouched }: Plan, paint: Paint): string[] => [
  paint('bold', `${counted(gateways.length, 'gateway')} will change, ${untouched.length} will not`),
  `plan ${digest}`,
]

const findings = (plan: Plan, paint: Paint): string[] =>
  plan.findings.flatMap(({ code, severity, message, hint }) => [
    '',
    `${paint(severity === 'warning' ? 'yellow' : 'cyan', `${severity}[${code}]`)}: ${visible(message)}`,
    `  hint: ${visible(hint)}`,
  ])

const order = (plan: Plan, paint: Paint): string[] => {
  const lines = [...waveLines(plan), ...togetherLines(plan)]
  if (lines.length === 0) return []
  return ['', paint('bold', 'order'), ...lines.map(line => `  ${visible(line)}`)]
}

const INK: Readonly<Record<Effect['kind'], Ink>> = {
  untouched: 'plain',
  hitless: 'green',
  new: 'green',
  blinks: 'yellow',
  ends: 'red',
}

const tunnels = (plan: Plan, paint: Paint): string[] => {
  if (plan.tunnels.length === 0) return []
  const width = Math.max(...plan.tunnels.map(({ tunnel }) => visible(tunnel).length))
  return [
    '',
    paint('bold', 'tunnels'),
    ...plan.tunnels.flatMap(({ tunnel, effect, why }) => [
      `  ${visible(tunnel).padEnd(width)}  ${paint(INK[effect.kind], effectWords(effect))}`,
      ...why.map(words => `  ${' '.repeat(width)}  ${visible(words)}`),
    ]),
  ]
}

const gateway = (change: GatewayChange, paint: Paint): string[] => [
  '',
  paint('bold', `${change.gateway} (${change.kind})`),
  ...change.notes.map(note => `  ${visible(note)}`),
  ...change.files.flatMap(file => diffLines(file, paint)),
]

const diffLines = ({ diff }: FileChange, paint: Paint): string[] =>
  diff
    .trimEnd()
    .split('\n')
    .map(line => `  ${paint(inkOf(line), line)}`)

const inkOf = (line: string): Ink => {
  if (line.startsWith('+++') || line.startsWith('---')) return 'bold'
  if (line.startsWith('@@')) return 'cyan'
  return line.startsWith('+') ? 'green' : line.startsWith('-') ? 'red' : 'plain'
}
