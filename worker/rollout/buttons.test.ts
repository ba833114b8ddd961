import { expect, test } from 'vitest'
import { person } from '../../test/fixtures/person.ts'
import { checkOf } from '../flows/review/check-runs.ts'
import { jobsOf } from '../routes/happenings.ts'
import { rolloutFace } from './check.ts'
import { examples } from './state-examples.ts'

const APP = 7

test('every button is within GitHub’s bounds, at most three, and its press comes back as what it says', () => {
  const pressed = new Set<string>()
  for (const { rollout } of examples()) {
    const release = rollout.current
    if (release === undefined) continue
    const face = rolloutFace({ kind: 'release', release }, [])
    const { buttons } = checkOf('cygnet / rollout', release.candidate.commit, release.candidate.plan, face)
    expect(buttons.length).toBeLessThanOrEqual(3)
    for (const { label, description, identifier } of buttons) {
      expect(label.length).toBeLessThanOrEqual(20)
      expect(description.length).toBeLessThanOrEqual(40)
      expect(identifier.length).toBeLessThanOrEqual(20)
      const [job] = jobsOf(
        'check_run',
        {
          action: 'requested_action',
          requested_action: { identifier },
          check_run: { name: 'cygnet / rollout', head_sha: release.candidate.commit, app: { id: APP } },
          sender: person('alice'),
        },
        { appId: APP, suffix: '' },
      )
      expect(job).toMatchObject({ kind: 'steer', by: person('alice'), commit: release.candidate.commit })
      pressed.add(identifier)
    }
    // GitHub shows buttons on completed runs only.
    expect(buttons.length === 0 || face.conclusion !== undefined).toBe(true)
  }
  expect([...pressed].sort((a, b) => a.localeCompare(b))).toEqual([
    'pause-rollout',
    'resume-rollout',
    'roll-back',
  ])
})
