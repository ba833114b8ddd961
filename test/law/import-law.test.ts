import { describe, expect, test } from 'vitest'
import { bans, brokenLaws, circles } from './import-law.ts'
import { type SourceFile, sourceFiles } from './source-files.ts'

const files = sourceFiles()
const file = (path: string, ...imports: string[]): SourceFile => ({ path, text: '', lines: 1, imports })

describe('the import law', () => {
  test('holds in every file of the house', () => {
    expect(files.length).toBeGreaterThan(20)
    expect(brokenLaws(files)).toEqual([])
  })

  test('has no circle', () => expect(circles(files)).toEqual([]))

  test('gives a reason for each ban', () => {
    for (const ban of bans) expect(ban.reason.length).toBeGreaterThan(20)
  })

  test('refuses a runner that reaches for the compiler, and a core that reaches for the disk', () => {
    const guilty = [
      file('runner/flows/change/apply.ts', 'worker/compile/compile.ts'),
      file('runner/core/state/step.ts', 'node:fs'),
    ]
    expect(brokenLaws(guilty)).toHaveLength(2)
  })

  test('sees a circle of three', () => {
    const ring = [
      file('schema/a.ts', 'schema/b.ts'),
      file('schema/b.ts', 'schema/c.ts'),
      file('schema/c.ts', 'schema/a.ts'),
    ]
    expect(circles(ring)).toEqual([['schema/a.ts', 'schema/b.ts', 'schema/c.ts', 'schema/a.ts']])
  })
})
