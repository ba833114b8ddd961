import { code, longestRun, sentence } from './code-span.ts'
import type { FileChange } from './file-change.ts'
import { type Block, fitted, sizeOfAll } from './fitted.ts'
import { togetherLines, waveLines } from './order-words.ts'
import type { GatewayChange, Plan } from './plan.ts'
import { countsOf, tunnelTable } from './tunnel-table.ts'
import { visible } from './visible.ts'
import { counted } from './words.ts'

/**
 * The plan as GitHub flavoured Markdown of at most `limit` bytes (a check takes 65,535: GitHub says characters, and
 * counts bytes). What is longer shows less of each file, and is cut between lines at last, with a note; `full` is an
 * address where the whole plan can be read. Nothing in a topology can step out of its code span or fence, so it forges no
 * heading, calls nobody and links nowhere.
 */
export const planMarkdown = (plan: Plan, limit: number, full?: string): string => {
  const where = full === undefined ? '' : ` [The whole plan](${full}) is longer.`
  const note = `\n> **This is not all of it**: it was cut to what fits here.${where}\n`
  const whole = blocksOf(plan, Number.POSITIVE_INFINITY)
  if (sizeOfAll(whole) <= limit) return fitted(whole, limit, note)
  // Rather a little of every file than all of the first ones.
  const short = SHORT.map(lines => [...blocksOf(plan, lines), ended(note)])
  return fitted(short.find(some => sizeOfAll(some) <= limit) ?? short.at(-1) ?? [], limit, note)
}

/** Lines of one file's changes that are shown where not all fit, tried one after the other. */
const SHORT = [200, 60, 20]

const blocksOf = (plan: Plan, lines: number): Block[] => [
  summary(plan),
  ...findingBlocks(plan),
  ...orderBlocks(plan),
  tunnelTable(plan.tunnels),
  ...overview(plan),
  ...plan.gateways.flatMap(change => gatewayBlocks(change, lines)),
]

const ended = (note: string): Block => ({ open: note, lines: [], close: '' })

const summary = ({ digest, gateways, untouched, tunnels }: Plan): Block => ({
  open: '',
  lines: [
    gateways.length === 0
      ? `No gateway changes: ${counted(untouched.length, 'bundle')} as before.\n`
      : `**${counted(gateways.length, 'gateway')}** will change, ${untouched.length} will not.\n`,
    ...(tunnels.length < 2 ? [] : [`\n${counted(tunnels.length, 'tunnel')}: ${countsOf(tunnels)}.\n`]),
    `\nPlan digest ${code(digest)}\n`,
  ],
  close: '',
})

/** Before the tables, which may be cut. */
const findingBlocks = ({ findings }: Plan): Block[] =>
  findings.length === 0
    ? []
    : [
        {
          open: '\n### Before you approve\n\n',
          lines: findings.map(
            ({ code: name, severity, message, hint }) =>
              `- **${severity}** ${code(name)}: ${sentence(message)}. ${sentence(hint)}.\n`,
          ),
          close: '',
        },
      ]

const orderBlocks = (plan: Plan): Block[] => {
  const lines = [...waveLines(plan), ...togetherLines(plan)]
  if (lines.length === 0) return []
  return [{ open: '\n### Order\n\n', lines: lines.map(line => `- ${sentence(line)}\n`), close: '' }]
}

/** Beyond these, a line for each comes first, so that all of them are seen when the files have to be cut. */
const FEW_GATEWAYS = 10
/** Lines of that list. */
const MAX_LISTED = 300

const overview = ({ gateways }: Plan): Block[] => {
  if (gateways.length <= FEW_GATEWAYS) return []
  const rest = gateways.length - MAX_LISTED
  return [
    {
      open: `\n<details><summary>All ${gateways.length} gateways</summary>\n\n`,
      lines: [
        ...gateways.slice(0, MAX_LISTED).map(change => `- ${code(change.gateway)} ${gatewayWords(change)}\n`),
        ...(rest > 0 ? [`- and ${counted(rest, 'more gateway')}\n`] : []),
      ],
      close: '\n</details>\n',
    },
  ]
}

const gatewayBlocks = (change: GatewayChange, lines: number): Block[] => [
  {
    open: `\n### ${code(change.gateway)} ${gatewayWords(change)}\n\n`,
    lines: [
      ...(change.bundle === undefined ? [] : [`Bundle ${code(change.bundle)}\n`]),
      ...change.notes.map((note, index) => `${index === 0 ? '\n' : ''}- ${sentence(note)}\n`),
    ],
    close: '',
  },
  ...change.files.map(file => fileBlock(file, lines)),
]

const gatewayWords = ({ kind, files }: GatewayChange): string => {
  if (kind === 'removed') return 'leaves the network'
  return kind === 'added' ? 'is new' : `changes in ${counted(files.length, 'file')}`
}

const fileBlock = ({ path, kind, diff, added, removed }: FileChange, most: number): Block => {
  const text = visible(diff)
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return {
    open: `\n<details><summary><code>${path}</code> ${kind}, +${added} −${removed}</summary>\n\n${fence}diff\n`,
    lines: shortened(text.replace(/\n$/, '').split('\n'), most).map(line => `${line}\n`),
    close: `${fence}\n\n</details>\n`,
  }
}

const shortened = (lines: readonly string[], most: number): readonly string[] =>
  lines.length <= most ? lines : [...lines.slice(0, most), `… ${counted(lines.length - most, 'more line')}`]
