import type { FileChange } from './file-change.ts'
import { type Block, fitted } from './fitted.ts'
import { togetherLines, waveLines } from './order-words.ts'
import type { GatewayChange, Plan } from './plan.ts'
import type { TunnelChange } from './tunnel-change.ts'
import { visible } from './visible.ts'
import { counted, effectWords } from './words.ts'

/**
 * The plan as GitHub flavoured Markdown of at most `limit` bytes (a check takes 65,535), cut between lines with a note
 * when it is longer. `full` is an address where the whole plan can be read. Nothing in a topology can step out of its
 * code span or fence, so it forges no heading, calls nobody and links nowhere.
 */
export const planMarkdown = (plan: Plan, limit: number, full?: string): string => {
  const where = full === undefined ? '' : ` [The whole plan](${full}) is longer.`
  const note = `\n> **This is not all of it**: it was cut to what fits here.${where}\n`
  return fitted(
    [
      summary(plan),
      ...findingBlocks(plan),
      ...orderBlocks(plan),
      tunnelTable(plan.tunnels),
      ...plan.gateways.flatMap(gatewayBlocks),
    ],
    limit,
    note,
  )
}

const summary = ({ digest, gateways, untouched }: Plan): Block => ({
  open: '',
  lines: [
    gateways.length === 0
      ? `No gateway changes: ${counted(untouched.length, 'bundle')} as before.\n`
      : `**${counted(gateways.length, 'gateway')}** will change, ${untouched.length} will not.\n`,
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

const tunnelTable = (tunnels: readonly TunnelChange[]): Block => ({
  open: '\n### Tunnels\n\n| tunnel | what happens | why |\n|---|---|---|\n',
  lines: [...tunnels]
    .sort((a, b) => Number(a.effect.kind === 'untouched') - Number(b.effect.kind === 'untouched'))
    .map(
      ({ tunnel, effect, why }) =>
        `| ${code(tunnel)} | ${effectWords(effect)} | ${why.map(sentence).join('<br>')} |\n`,
    ),
  close: '',
})

const gatewayBlocks = (change: GatewayChange): Block[] => [
  {
    open: `\n### ${code(change.gateway)} ${gatewayWords(change)}\n\n`,
    lines: [
      ...(change.bundle === undefined ? [] : [`Bundle ${code(change.bundle)}\n`]),
      ...change.notes.map((note, index) => `${index === 0 ? '\n' : ''}- ${sentence(note)}\n`),
    ],
    close: '',
  },
  ...change.files.map(fileBlock),
]

const gatewayWords = ({ kind, files }: GatewayChange): string => {
  if (kind === 'removed') return 'leaves the network'
  return kind === 'added' ? 'is new' : `changes in ${counted(files.length, 'file')}`
}

const fileBlock = ({ path, kind, diff, added, removed }: FileChange): Block => {
  const text = visible(diff)
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return {
    open: `\n<details><summary><code>${path}</code> ${kind}, +${added} −${removed}</summary>\n\n${fence}diff\n`,
    lines: text
      .split('\n')
      .filter((line, index, all) => line !== '' || index < all.length - 1)
      .map(line => `${line}\n`),
    close: `${fence}\n\n</details>\n`,
  }
}

/** Our own words with values between backticks: words as they are, values as code. */
const sentence = (words: string): string =>
  words
    .split('`')
    .map((part, index) => (index % 2 === 1 ? code(part) : part))
    .join('')

/** A code span that nothing ends early, also inside a table: GitHub neither links nor calls anybody in code. */
const code = (text: string): string => {
  const shown = visible(text).replaceAll('\n', '\\n').replaceAll('|', '\\|')
  const fence = '`'.repeat(longestRun(shown) + 1)
  const room = shown.startsWith('`') || shown.endsWith('`') ? ' ' : ''
  return `${fence}${room}${shown}${room}${fence}`
}

const longestRun = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
