import { describe, expect, test } from 'vitest'
import { person } from '../../test/fixtures/person.ts'
import { FLEET, MINUTE, Story, secondRelease, WAVES } from '../../test/fixtures/rollout-story.ts'

describe('a pause', () => {
  test('in the soak lets it end, and publishes nothing more until somebody resumes', () => {
    const story = secondRelease()
      .obey('canary')
      .wait(MINUTE)
      .steer('pause', 'carter')
      .wait(60 * MINUTE)
    expect(story.told).toMatchObject({ canary: 'b', arkham: 'a' })
    expect(story.face('b')?.summary).toContain('**Paused** by carter')
    expect(story.face('b')).toMatchObject({ buttons: ['resume', 'roll-back'] })
    expect(story.steer('resume').told).toMatchObject({ arkham: 'b' })
  })

  test('does not hide what falls sick meanwhile', () => {
    expect(secondRelease().steer('pause').revert('canary').phase).toBe('halting')
  })

  test('in the last wave does not keep it from its end', () => {
    const story = secondRelease()
      .obey('canary')
      .wait(5 * MINUTE)
      .publish()
      .steer('pause')
    expect(story.obey('arkham', 'dunwich', 'rlyeh').wait(MINUTE).phase).toBe('completed')
  })
})

describe('a resume', () => {
  test('of a halted release tries the sick wave again under a new number, and then goes on', () => {
    const story = secondRelease().revert('canary').publish().obey('canary')
    const before = story.rollout.shown['canary']?.number ?? 0
    story.steer('resume')
    expect(story.told).toMatchObject({ canary: 'b', arkham: 'a' })
    expect(story.rollout.shown['canary']?.number).toBeGreaterThan(before)
    story
      .publish()
      .obey('canary')
      .wait(5 * MINUTE)
      .publish()
    expect(story.obey('arkham', 'dunwich', 'rlyeh').wait(MINUTE).phase).toBe('completed')
  })

  test('that fails again goes back to the same bundle as the first time', () => {
    const story = secondRelease()
      .revert('canary')
      .publish()
      .wait(20 * MINUTE)
    story.report('canary', { inForce: 'b'.repeat(64), bundle: 'b'.repeat(64), release: 2 })
    story.steer('resume').publish().revert('canary')
    expect(story.told['canary']).toBe('a')
  })

  test('does nothing to what is not stopped', () => {
    const story = secondRelease()
    expect(story.steer('resume').phase).toBe('rolling')
  })
})

describe('a rollback', () => {
  test('after completion takes everybody to the release before', () => {
    const story = new Story(FLEET, { waves: WAVES }).release('a').release('b').steer('roll-back', 'carter')
    expect(story.told).toEqual({ arkham: 'a', canary: 'a', dunwich: 'a', rlyeh: 'a' })
    expect(story.phase).toBe('rolling-back')
    story.publish().obey(...FLEET)
    expect(story.phase).toBe('rolled-back')
    expect(story.face('b')).toMatchObject({ title: 'release 2: rolled back by carter', buttons: [] })
    expect(story.deployments('b').at(-1)).toBe('inactive')
    expect(story.push(story.candidate('b')).rollout.waiting?.candidate.plan).toBe('b'.repeat(64))
  })

  test('under way takes back those that were given it, and tells nobody else', () => {
    const story = secondRelease().steer('roll-back')
    expect(story.standing('returning')).toEqual(['canary'])
    expect(story.publish().obey('canary').phase).toBe('rolled-back')
    expect(story.rollout.held['canary']?.bundle).toBe('a'.repeat(64))
  })

  test('of a halted release takes back earlier waves too', () => {
    const story = secondRelease()
      .obey('canary')
      .wait(5 * MINUTE)
      .publish()
      .revert('rlyeh')
      .publish()
    story.obey('arkham', 'dunwich', 'rlyeh')
    expect(story.face('b')?.buttons).toEqual(['resume', 'roll-back'])
    story.steer('roll-back')
    expect(story.told['canary']).toBe('a')
    expect(story.publish().obey('canary').phase).toBe('rolled-back')
  })
})

describe('a second push while the first is rolling', () => {
  test('takes the place of what has not started, once what was told has come to rest', () => {
    const story = secondRelease()
    story.push(story.candidate('c'), 'alice')
    expect(story.face('c')?.title).toBe('approved: begins after release 2')
    expect(story.rollout.current?.number).toBe(2)
    story.obey('canary')
    expect(story.rollout.current).toMatchObject({ number: 3, approvedBy: [person('alice')] })
    expect(story.told).toEqual({ arkham: 'a', canary: 'c', dunwich: 'a', rlyeh: 'a' })
    expect(story.face('b')).toMatchObject({ title: 'superseded by cccccccccccc', buttons: [] })
    story.publish().revert('canary')
    expect(story.told['canary']).toBe('b')
  })

  test('waits for the going back of a sick wave', () => {
    const story = secondRelease()
    story.push(story.candidate('c'), 'alice').revert('canary')
    expect(story.rollout.current?.number).toBe(2)
    expect(story.publish().obey('canary').rollout.current?.number).toBe(4)
  })

  test('tells a gateway that waits for its window not to begin any more, before anything else', () => {
    const story = secondRelease().report('canary', {
      outcome: 'unchanged',
      inForce: 'a'.repeat(64),
      release: 1,
      code: 'window-closed',
      message: 'later',
    })
    story.push(story.candidate('c'), 'alice')
    expect(story.phase).toBe('superseded')
    expect(story.told['canary']).toBe('a')
    expect(story.publish().obey('canary').rollout.current?.number).toBe(4)
    expect(story.told['canary']).toBe('c')
  })

  test('that nobody approved waits, and leaves alone what is under way', () => {
    const story = secondRelease()
    story.push(story.candidate('c'))
    expect(story.face('c')).toMatchObject({ conclusion: 'action_required', buttons: ['approve'] })
    expect(story.phase).toBe('rolling')
    story.push(story.candidate('d'))
    expect(story.face('c')?.title).toContain('superseded')
    expect(story.approve('c', 'alice').rollout.next).toBeUndefined()
  })

  test('back to what the gateways had has nothing to do where nobody was given anything else', () => {
    const story = secondRelease()
    const back = story.candidate('a', {}, { commit: '9'.repeat(40) })
    story.push(back, 'alice').obey('canary')
    expect(story.rollout.current).toMatchObject({ number: 3 })
    expect(story.standing('pending')).toEqual(['canary'])
    expect(
      story
        .publish()
        .obey('canary')
        .wait(5 * MINUTE).phase,
    ).toBe('completed')
  })

  test('of what is under way already takes over its rules and keys, and nothing else', () => {
    const story = secondRelease()
    const same = story.candidate('b', {}, { commit: '9'.repeat(40) })
    story.push(story.candidate('c'), 'alice')
    story.push({ ...same, rules: { ...same.rules, waves: [] } })
    expect(story.rollout).toMatchObject({ rules: { waves: [] }, current: { number: 2 } })
    expect(story.rollout.next).toBeUndefined()
    expect(story.face('9')?.title).toContain('nothing changes')
  })
})
