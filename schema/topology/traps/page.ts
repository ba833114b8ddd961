import type { Trap } from '../trap.ts'
import { CATALOGUE, refusalOf } from './catalogue.ts'

const HEAD = `<!-- Made by \`npm run generate\` from the rules in schema/topology. Do not edit. -->

# Traps

What \`cygnet check\` and the check on a pull request look for. Errors block, warnings and infos are shown. A finding is silenced in place, with a
reason that whoever comes next can judge:

\`\`\`yaml
tunnels:
  rlyeh-office:
    allow: { weak-crypto: "the office router speaks nothing else, replaced by March" }
\`\`\`

An \`allow\` counts for the node that holds it and for everything below: a gateway, an interface, a peer, a tunnel, a mesh, a hub, an access, a user, or the
whole topology. What it silences stays visible as an info, with the reason.
`

/** docs/traps.md: every code that can be shown, sorted, with what it means. */
export const trapsPage = (): string => `${HEAD}\n${table()}\n${CATALOGUE.map(section).join('\n')}`

const table = (): string =>
  [
    '| code | level | when |',
    '|---|---|---|',
    ...CATALOGUE.map(({ code, level, trap }) => `| [${code}](#${code}) | ${level} | ${trap.when} |`),
    '',
  ].join('\n')

const section = (entry: Trap): string => {
  const { code, level, trap } = entry
  return [
    `## ${code}`,
    '',
    `*${level}* · ${allowWords(entry)}`,
    '',
    `- **When**: ${trap.when}.`,
    `- **What you would see**: ${trap.observe}.`,
    `- **Why**: ${trap.why}.`,
    `- **Instead**: ${trap.write}.`,
    '',
  ].join('\n')
}

const allowWords = (trap: Trap): string => {
  const refusal = refusalOf(trap)
  if (refusal !== undefined) return `cannot be silenced: ${refusal}`
  if (trap.level === 'error or warning' && trap.allowed !== true) return '`allow` may silence its warnings'
  return '`allow` may silence it'
}
