import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Phase } from '../../schema/release-phase.ts'
import { nextMoment } from './next-moment.ts'
import { examples } from './state-examples.ts'
import { rolloutDiagram } from './states-diagram.ts'
import { steeringsOf } from './steer.ts'

test('the picture in docs is the one that the code makes', () => {
  const drawn = readFileSync(new URL('../../docs/rollout-states.md', import.meta.url), 'utf8')
  expect(drawn).toBe(rolloutDiagram())
})

test('shows every phase', () => {
  const phases = new Set(examples().map(({ rollout }) => rollout.current?.phase))
  expect(phases).toEqual(new Set(Phase.options))
})

test('no phase waits for nothing: it has a deadline, a publication under way, or a person who can move it', () => {
  for (const { name, rollout } of examples()) {
    const { current, published, round } = rollout
    const moves = nextMoment(rollout) !== undefined || published < round
    const rests = current?.phase === 'rolled-back' || current?.phase === 'superseded'
    expect([name, moves || rests || (current !== undefined && steeringsOf(current).length > 0)]).toEqual([
      name,
      true,
    ])
  }
})
