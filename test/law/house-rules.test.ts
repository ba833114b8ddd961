import { describe, expect, test } from 'vitest'
import { sourceFiles } from './source-files.ts'

const files = sourceFiles()
const sources = files.filter(file => !/\.test\.ts$|^test\//.test(file.path))

describe('the size of files', () => {
  test('is never above 300 lines', () => {
    expect(files.filter(file => file.lines > 300).map(file => `${file.path}: ${file.lines}`)).toEqual([])
  })

  test('has a median of at most 90 lines', () => {
    const sizes = sources.map(file => file.lines).sort((a, b) => a - b)
    const median = sizes[Math.floor(sizes.length / 2)] ?? 0
    console.log(`${sources.length} source files, median ${median} lines, longest ${sizes.at(-1) ?? 0}`)
    expect(median).toBeLessThanOrEqual(90)
  })
})

describe('the names of files', () => {
  test('are kebab-case and say what is inside', () => {
    const vague = /(^|\/)(utils?|helpers?|common|manager|misc|index)\.ts$/
    expect(files.map(file => file.path).filter(path => vague.test(path))).toEqual([])
    expect(files.map(file => file.path).filter(path => /[A-Z_]/.test(path.replace(/^.*\//, '')))).toEqual([])
  })
})

describe('what no file may hold', () => {
  test('a suppression without its reason', () => {
    const bare = files.flatMap(file =>
      file.text
        .split('\n')
        .filter(
          line => /(oxlint-disable|biome-ignore|@ts-expect-error)/.test(line) && !/(--|:) \S+ \S+/.test(line),
        )
        .map(line => `${file.path}: ${line.trim()}`),
    )
    expect(bare.filter(line => !line.startsWith('test/law/'))).toEqual([])
  })

  test('a test that is skipped or alone', () => {
    const marks = /\b(test|it|describe)\.(skip|only|todo)\(/
    expect(files.filter(file => marks.test(file.text)).map(file => file.path)).toEqual([])
  })
})
