import { expect, test } from 'vitest'
import { hubNetwork } from '../../infra/bench/sample-network.ts'
import { validTopology } from '../../test/fixtures/reference.ts'
import { compile } from '../compile/compile.ts'
import { planMarkdown } from './markdown.ts'
import { type Plan, planBetween } from './plan.ts'
import type { TunnelChange } from './tunnel-change.ts'
import { countsOf, tunnelTable } from './tunnel-table.ts'

const LIMIT = 65_535
const bytes = (text: string): number => Buffer.byteLength(text)

/** A network of sixty gateways that is rolled out for the first time: six times what a check takes. */
const plan: Plan = planBetween([], compile(validTopology(JSON.stringify(hubNetwork(60)))))

test('sixty gateways: summary first, then all of them, then as much of every file as fits, and where the rest is', () => {
  const markdown = planMarkdown(plan, LIMIT, 'https://control.test/v1/bench/plans/x')
  expect(bytes(planMarkdown(plan, Number.MAX_SAFE_INTEGER))).toBeGreaterThan(5 * LIMIT)
  expect(bytes(markdown)).toBeLessThanOrEqual(LIMIT)
  expect(markdown.slice(0, 120)).toMatch(
    /^\*\*60 gateways\*\* will change, 0 will not\.\n\n59 tunnels: 59 new\.\n\nPlan digest/,
  )
  for (const { gateway } of plan.gateways) expect(markdown).toContain(`- \`${gateway}\` is new\n`)
  // The hub has connections to all others: its file does not push everybody else's out.
  expect(markdown.match(/^### `g\d{4}` is new$/gm)?.length).toBeGreaterThan(10)
  expect(markdown).toMatch(/^… \d+ more lines$/m)
  expect(markdown.match(/<details>/g)?.length).toBe(markdown.match(/<\/details>/g)?.length)
  expect(markdown.trimEnd()).toMatch(
    /\[The whole plan\]\(https:\/\/control\.test\/v1\/bench\/plans\/x\) is longer\.$/,
  )
})

const tunnels = (count: number, effect: TunnelChange['effect']): TunnelChange[] =>
  Array.from({ length: count }, (_, index) => ({
    tunnel: `${effect.kind}-${index}`,
    gateways: [],
    effect,
    why: [],
  }))

test('a mesh: what is felt comes first, what is not shown is counted', () => {
  const all = [
    ...tunnels(1700, { kind: 'untouched' }),
    ...tunnels(60, { kind: 'new' }),
    ...tunnels(1, { kind: 'blinks', seconds: 7 }),
    ...tunnels(2, { kind: 'ends' }),
    ...tunnels(2, { kind: 'blinks', seconds: 40 }),
  ]
  const { lines } = tunnelTable(all)
  expect(lines).toHaveLength(101)
  expect(lines.slice(0, 5).map(line => line.split('|')[2]?.trim())).toEqual([
    'ends',
    'ends',
    'blinks for about 40 s',
    'blinks for about 40 s',
    'blinks for about 7 s',
  ])
  expect(lines.at(-1)).toBe('| and 1665 more | 1665 untouched | |\n')
  expect(countsOf(all)).toBe('2 end, 3 blink for about 40 s at most, 60 new, 1700 untouched')
})
