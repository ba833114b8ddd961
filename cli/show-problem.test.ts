import { describe, expect, test } from 'vitest'
import { problemsIn } from '../test/fixtures/two-sites.ts'
import { showProblems, tally } from './show-problem.ts'
import { plain } from './terminal.ts'

const shown = (text: string): string[] =>
  showProblems(problemsIn(text), new Map([['topology.yaml', text]]), plain)

const START = 'cygnet: 1\nnetwork: test\n'

describe('a problem on a terminal', () => {
  test('shows the place, the line and a caret under the value', () => {
    expect(shown(`${START}private: [10.0.0.0/8, 10.0.0.0/33]\n`)[0]?.split('\n').slice(1, 5)).toEqual([
      '  --> topology.yaml:3:23',
      '   |',
      ' 3 | private: [10.0.0.0/8, 10.0.0.0/33]',
      '   |                       ^^^^^^^^^^^',
    ])
  })

  test('a tab, which is spelled out, moves the caret as it moves the value', () => {
    expect(shown(`${START}private: [\t10.0.0.0/33]\n`)[0]?.split('\n').slice(3, 5)).toEqual([
      ' 3 | private: [\\u{9}10.0.0.0/33]',
      '   |                ^^^^^^^^^^^',
    ])
  })

  test('of a long line it shows the part that matters', () => {
    const [text = ''] = shown(`${START}private: [${'10.0.0.0/8, '.repeat(40)}10.0.0.0/33]\n`)
    expect(
      Math.max(
        ...text
          .split('\n')
          .slice(2, 5)
          .map(line => line.length),
      ),
    ).toBeLessThan(180)
    expect(text).toMatch(/10\.0\.0\.0\/33\]\n.*\| +\^{11}\n/)
  })

  test('a secret is not repeated', () => {
    const [text = ''] = shown(`${START}psk: hunter2hunter2\n`).filter(one => one.includes('secret-plain'))
    expect(text).toContain('topology.yaml:3:6')
    expect(shown(`${START}psk: hunter2hunter2\n`).join('\n')).not.toContain('hunter2')
  })

  test('what would steer the terminal is spelled out', () => {
    expect(shown(`${START}private: ["\u001b[2J"]\n`).join('\n')).not.toContain('\u001b')
  })

  test('a tally counts by weight', () => {
    expect(tally(problemsIn(`${START}a: 1\nb: 2\n`))).toBe('2 errors')
  })
})
