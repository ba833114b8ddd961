import { expect, test } from 'vitest'
import { FLEET, MINUTE, Story, secondRelease, WAVES } from '../../test/fixtures/rollout-story.ts'
import { haltComment } from './halt-comment.ts'
import { haltBetween, noticesBetween } from './notices.ts'
import type { Rollout } from './state.ts'

/** What is told while a story goes on, by kind, with what is said beside. */
const told = (story: Story, live: (story: Story) => void): [string, object][] => {
  const notices: [string, object][] = []
  let before: Rollout = story.rollout
  const take = story.take.bind(story)
  story.take = event => {
    take(event)
    for (const { type, data } of noticesBetween(before, story.rollout)) notices.push([type, data])
    before = story.rollout
    return story
  }
  live(story)
  return notices
}

test('a rollout that halts, is tried again, paused and gone back on is told turn by turn, each once', () => {
  const notices = told(secondRelease(), story => {
    story.revert('canary', 'no answer').publish().obey('canary')
    story.wait(MINUTE).steer('resume').publish().obey('canary')
    story.steer('pause', 'carter').steer('resume')
    story.steer('roll-back').publish().obey('canary')
  })
  expect(notices.map(([type]) => type)).toEqual([
    'rollout.halted',
    'rollout.resumed',
    'rollout.paused',
    'rollout.resumed',
    'rollout.rolling-back',
    'rollout.rolled-back',
  ])
  expect(notices[0]?.[1]).toMatchObject({
    release: 2,
    wave: 1,
    gateway: 'canary',
    code: 'probe',
    message: 'no answer',
  })
  expect(notices[2]?.[1]).toMatchObject({ by: 'carter' })
})

test('a wave that halts a second time is told a second time', () => {
  const notices = told(secondRelease(), story => {
    story.revert('canary').publish().obey('canary').wait(MINUTE)
    story.steer('resume').publish().revert('canary')
  })
  expect(notices.filter(([type]) => type === 'rollout.halted')).toHaveLength(2)
})

test('what waits for a word says for how many, and for the second one anew', () => {
  const limit = { gateways: { unit: 'count', value: 1 } } as const
  const story = new Story(FLEET, { waves: WAVES, limit }).release('a')
  const notices = told(story, one => {
    const reach = { gateways: { count: 4, of: 4 }, removals: { count: 0, of: 4 } }
    one
      .push(one.candidate('b', {}, { reach }))
      .approve('b', 'alice')
      .approve('b', 'alice', 'carter')
  })
  expect(notices.map(([type, data]) => [type, Reflect.get(data, 'approvedBy')])).toEqual([
    ['approval.needed', []],
    ['approval.needed', ['alice']],
    ['rollout.started', ['alice', 'carter']],
  ])
  expect(notices[1]?.[1]).toMatchObject({ needed: 2 })
})

test('a release that goes well is told at its beginning and at its end', () => {
  const story = new Story(FLEET, { waves: WAVES })
  const notices = told(story, one => one.release('a'))
  expect(notices.map(([type]) => type)).toEqual(['rollout.started', 'rollout.completed'])
  expect(notices[0]?.[1]).toMatchObject({ gateways: FLEET })
})

test('the comment on a halt holds a gateway’s words as code, whatever fence they try to close', () => {
  const before = secondRelease()
  const was = before.rollout.current
  const is = before.revert('canary', '``` @everyone <b>').rollout.current
  const halt = haltBetween(was, is)
  if (halt === undefined) throw new Error('it halted')
  expect(haltBetween(is, is)).toBeUndefined()
  const where = { network: 'miskatonic', release: 2, plan: 'b'.repeat(64), commit: 'b'.repeat(40) }
  expect(haltComment({ ...where, halt, url: 'https://control.test/x' })).toContain(
    '\n```` ``` @everyone <b> ````\n',
  )
})
