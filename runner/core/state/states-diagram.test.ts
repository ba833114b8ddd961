import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { statesDiagram } from './states-diagram.ts'

test('the picture in docs is of the states as they are', () => {
  const drawn = readFileSync(new URL('../../../docs/runner-states.md', import.meta.url), 'utf8')
  expect(drawn, 'run: npm run generate').toBe(statesDiagram())
})

test('every state can be reached and left', () => {
  const picture = statesDiagram()
  for (const state of [
    'polling',
    'verifying',
    'staging',
    'preflight',
    'armed',
    'applying',
    'probing',
    'committing',
    'reverting',
  ]) {
    expect(picture).toContain(`--> ${state}:`)
    expect(picture).toContain(`  ${state} -->`)
  }
})
