import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { archiveBundles, referenceBundles } from '../../test/fixtures/reference-bundles.ts'
import { planMarkdown } from './markdown.ts'
import { type Plan, planBetween } from './plan.ts'
import { planText } from './text.ts'

const bytes = (text: string): number => new TextEncoder().encode(text).length
const PLAN = planBetween(referenceBundles(), archiveBundles())
const WHOLE = planMarkdown(PLAN, 65_535)

/** A plan in which whatever a person could have written is this text. */
const written = (evil: string): Plan => ({
  digest: 'ab'.repeat(32),
  untouched: [],
  findings: [
    {
      code: 'lockout-risk',
      severity: 'warning',
      message: `\`${evil.replaceAll('`', "'")}\` changes`,
      hint: 'roll it out alone',
    },
  ],
  gateways: [
    {
      gateway: evil,
      kind: 'changed',
      bundle: 'cd'.repeat(32),
      notes: [`the key of \`${evil.replaceAll('`', "'")}\` changes`],
      files: [{ path: '/etc/cygnet/iptables.v4', kind: 'changed', diff: `+${evil}\n`, added: 1, removed: 0 }],
    },
  ],
  tunnels: [
    { tunnel: evil, gateways: [evil], effect: { kind: 'new' }, why: [`\`${evil.replaceAll('`', "'")}\``] },
  ],
  waves: [{ groups: [[evil, evil]], soak: 300, atOnce: 1 }],
  together: [[evil, evil]],
  reach: {
    gateways: { count: 1, of: 1 },
    removals: { count: 0, of: 1, gateways: 0, tunnels: 0 },
  },
})

/** What GitHub would take for prose: everything outside code spans and fences. */
const prose = (markdown: string): string => {
  const fenced = markdown.replace(/^(`{3,})diff\n[^]*?^\1\n/gm, '')
  return fenced.replace(/(?<!`)(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, '')
}

describe('text that somebody wrote into the topology', () => {
  test.each([
    ['calls nobody', '@everyone'],
    ['closes no fence', '```\n# approved by the owner\n```'],
    ['closes no code span', '`` @everyone `'],
    ['ends no table cell', 'a | b |\n| c'],
    ['opens no tag', '</details><img src=x>'],
    ['links nowhere', 'https://evil.example'],
  ])('%s', (_, evil) => {
    const outside = prose(planMarkdown(written(evil), 65_535))
    for (const part of ['@everyone', '# approved', 'img src', 'evil.example'])
      expect(outside).not.toContain(part)
    expect(outside.match(/<\/details>/g)).toHaveLength(1)
  })

  test('does not turn the direction of text or move a cursor', () => {
    const evil = 'a\u202eb\u001b[2Kc\rd'
    for (const text of [planMarkdown(written(evil), 65_535), planText(written(evil), { colour: false })]) {
      expect(text).not.toMatch(/[\u202e\u001b\r]/)
      expect(text).toContain('\\u{202e}')
    }
  })

  test('stays in its table row', () => {
    const rows = planMarkdown(written('x\ny|z'), 65_535)
      .split('\n')
      .filter(line => line.startsWith('|'))
    expect(rows.at(-1)).toBe('| `x\\ny\\|z` | new | `x\\ny\\|z` |')
  })
})

describe('a plan longer than fits', () => {
  test('is whole when it fits', () => {
    expect(planMarkdown(PLAN, bytes(WHOLE))).toBe(WHOLE)
    expect(WHOLE).not.toContain('This is not all of it')
  })

  test('is cut between lines, closes what it opened, and says so', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: bytes(WHOLE) - 1 }), limit => {
        const cut = planMarkdown(PLAN, limit, 'https://control.example.net/plans/x')
        expect(bytes(cut)).toBeLessThanOrEqual(limit)
        expect(cut).toContain('This is not all of it')
        expect(cut).toContain('(https://control.example.net/plans/x)')
        expect(cut.match(/<details>/g)?.length).toBe(cut.match(/<\/details>/g)?.length)
        expect((cut.match(/^```/gm)?.length ?? 0) % 2).toBe(0)
        for (const line of cut.split('\n').filter(line => line.startsWith('+')))
          expect(WHOLE).toContain(`\n${line}\n`)
      }),
    )
  })

  test('is nothing where not even the note fits, rather than half a word', () => {
    expect(planMarkdown(PLAN, 10)).toBe('')
  })
})

test('a terminal without colour gets no escape codes', () => {
  expect(planText(PLAN, { colour: false })).not.toContain('\u001b')
  expect(planText(PLAN, { colour: true })).toContain('\u001b[32m+      containers-archive {')
})
