import { describe, expect, test } from 'vitest'
import { person } from '../../test/fixtures/person.ts'
import { digest, FLEET, MINUTE, Story, secondRelease, WAVES } from '../../test/fixtures/rollout-story.ts'

describe('a release in waves', () => {
  test('tells the canary first, and everybody else keeps what he has', () => {
    const story = secondRelease()
    expect(story.told).toEqual({ arkham: 'a', canary: 'b', dunwich: 'a', rlyeh: 'a' })
    story.obey('canary').wait(299_000)
    expect(story.told['arkham']).toBe('a')
    story.wait(1000)
    expect(story.told).toEqual({ arkham: 'b', canary: 'b', dunwich: 'b', rlyeh: 'b' })
    story.publish().obey('arkham', 'dunwich', 'rlyeh').wait(MINUTE)
    expect(story.phase).toBe('completed')
    expect(story.face('b')).toMatchObject({ conclusion: 'success', buttons: ['roll-back'] })
    expect(story.deployments('b')).toEqual(['pending', 'in_progress', 'in_progress', 'success'])
  })

  test('does not say that a gateway is told before the repository tells it', () => {
    const story = new Story(FLEET, { waves: WAVES }).release('a')
    story.push(story.candidate('b'), 'alice')
    expect(story.face('b')?.summary).toMatch(/\| canary \|.*\| is being told \|/)
    story.publish()
    expect(story.face('b')?.summary).toMatch(/\| canary \|.*\| is told, and has not answered yet \|/)
  })

  test('is not moved by a gateway that says the same again', () => {
    const story = secondRelease().obey('canary')
    const said = story.effects.length
    expect(story.obey('canary').effects).toHaveLength(said)
    story.report('canary', { tunnels: { up: 9, trap: 0, down: 0 } })
    expect(story.effects.length).toBeGreaterThan(said)
  })

  test('leaves out whoever keeps his bundle, and waves in which nobody changes', () => {
    const story = new Story(FLEET, { waves: WAVES }).release('a')
    story.push(story.candidate('b', { canary: 'a', rlyeh: 'a' }), 'alice').publish()
    expect(story.rollout.current?.crossings[0]?.waves).toHaveLength(1)
    expect(story.told).toEqual({ arkham: 'b', canary: 'a', dunwich: 'b', rlyeh: 'a' })
    expect(story.face('b')?.summary).toContain('| rlyeh |  | `aaaaaaaaaaaa` | committed before |')
  })

  test('goes by the waves of the base, never by those that the change brings; a gateway that they do not know goes last', () => {
    const story = new Story(FLEET, { waves: [{ gateways: ['canary'], soak: 300 }] }).release('a')
    const greedy = story.candidate(
      'b',
      {},
      {
        rules: { approvers: { permission: 'write', users: ['bob'], self: true }, waves: [], limit: {} },
      },
    )
    story.push(greedy, 'alice').publish()
    expect(story.told).toMatchObject({ canary: 'b', rlyeh: 'a' })
    expect(story.rollout.rules?.waves).toEqual([])
    expect(story.rollout.current?.crossings[0]?.waves[1]?.groups).toEqual([
      ['arkham'],
      ['dunwich'],
      ['rlyeh'],
    ])
  })

  test('tells so many at a time, the next when one has committed and is well', () => {
    const atOnce = { unit: 'percent', value: 50 } as const
    const story = secondRelease({ waves: [{ gateways: '*', soak: 60, atOnce }] })
    expect(story.standing('pending')).toEqual(['arkham', 'canary'])
    story.obey('canary')
    expect(story.standing('pending')).toEqual(['arkham', 'dunwich'])
    story
      .publish()
      .report('dunwich', { down: ['x/y'], fell: ['x/y'] })
      .obey('arkham')
    expect(story.standing('pending')).toEqual(['rlyeh'])
    expect(story.standing('queued')).toEqual([])
  })

  test('tells coupled gateways at the same time, in the earliest wave of one of them, even beyond how many may', () => {
    const atOnce = { unit: 'count', value: 1 } as const
    const coupled = [['canary', 'rlyeh']]
    const waves = [
      { gateways: ['canary'], soak: 300, atOnce },
      { gateways: '*' as const, soak: 60, atOnce },
    ]
    const story = secondRelease({ waves, coupled })
    expect(story.told).toEqual({ arkham: 'a', canary: 'b', dunwich: 'a', rlyeh: 'b' })
    story.obey('canary', 'rlyeh').wait(5 * MINUTE)
    expect(story.standing('pending')).toEqual(['arkham'])
  })

  test('soaks anew when a tunnel fell and came up again', () => {
    const story = secondRelease().obey('canary').wait(200_000)
    story.report('canary', { outcome: 'unchanged', down: ['x/y'], fell: ['x/y'] }).wait(60_000)
    story.report('canary', { outcome: 'unchanged' }).wait(299_000)
    expect(story.rollout.current?.wave).toBe(0)
    story.wait(1000)
    expect(story.rollout.current?.wave).toBe(1)
  })

  test('takes the delegation of those who leave with the last wave, and gives it back when that halts', () => {
    const story = new Story(FLEET, { waves: WAVES }).release('a')
    const without = story.candidate('b')
    story.push({ ...without, members: without.members.filter(({ gateway }) => gateway !== 'rlyeh') }, 'alice')
    expect(story.told).toEqual({ arkham: 'a', canary: 'b', dunwich: 'a', rlyeh: 'a' })
    story
      .publish()
      .obey('canary')
      .wait(5 * MINUTE)
    expect(story.told).toEqual({ arkham: 'b', canary: 'b', dunwich: 'b' })
    story.publish().revert('dunwich')
    expect(story.told).toEqual({ arkham: 'a', canary: 'b', dunwich: 'a', rlyeh: 'a' })
  })

  test('that only removes is over when that is published', () => {
    const story = new Story(FLEET).release('a')
    const without = story.candidate('a', {}, { plan: digest('b'), commit: 'b'.repeat(40) })
    story.push({ ...without, members: without.members.slice(1) }, 'alice')
    expect(story.phase).toBe('rolling')
    expect(story.publish().phase).toBe('completed')
    expect(story.steer('roll-back').told['arkham']).toBe('a')
  })

  test('counts a report that came before the word that it was published', () => {
    const story = new Story(FLEET)
    story.push(story.candidate('a'), 'alice').obey(...FLEET)
    expect(story.phase).toBe('rolling')
    expect(story.publish().phase).toBe('completed')
  })
})

describe('the second word', () => {
  const limit = { gateways: { unit: 'count', value: 2 } as const }

  test('is missing: nothing starts until another person gives it', () => {
    const story = new Story(FLEET, { limit }).release('a')
    story.push(story.candidate('b'), 'alice')
    expect(story.rollout.waiting?.approvedBy).toEqual([person('alice')])
    expect(story.face('b')).toMatchObject({ title: 'a second approval is needed', buttons: ['approve'] })
    story.approve('b', 'alice', 'Alice')
    expect(story.rollout.current?.number).toBe(1)
    story.approve('b', 'alice', 'carter')
    expect(story.rollout.current).toMatchObject({
      number: 2,
      approvedBy: [person('alice'), person('carter')],
    })
  })

  test('is not needed within the limit, nor for what is only added', () => {
    const story = new Story(FLEET, { limit })
    story.push(story.candidate('a'), 'alice')
    expect(story.rollout.current?.number).toBe(1)
    story.publish().obey(...FLEET)
    story.push(story.candidate('b', { arkham: 'a', rlyeh: 'a' }), 'alice')
    expect(story.rollout.current?.number).toBe(2)
  })

  test('is needed by the limit of the base, whatever the change says', () => {
    const story = new Story(FLEET, { limit }).release('a')
    const wide = story.candidate('b')
    story.push({ ...wide, rules: { ...wide.rules, limit: {} } }, 'alice')
    expect(story.rollout.waiting?.approvedBy).toEqual([person('alice')])
  })

  test('is needed for removals beyond theirs', () => {
    const story = new Story(FLEET, { limit: { removals: { unit: 'percent', value: 10 } } }).release('a')
    const fewer = story.candidate('a', {}, { plan: digest('b'), commit: 'b'.repeat(40) })
    const reach = { gateways: { count: 2, of: 4 }, removals: { count: 2, of: 4 } }
    story.push({ ...fewer, members: fewer.members.slice(2), reach }, 'alice')
    expect(story.rollout.waiting?.approvedBy).toEqual([person('alice')])
  })
})
