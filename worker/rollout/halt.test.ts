import { describe, expect, test } from 'vitest'
import { digest, FLEET, MINUTE, Story, secondRelease } from '../../test/fixtures/rollout-story.ts'

/** The canary is through, and the rest was told. */
const secondWave = (): Story =>
  secondRelease()
    .obey('canary')
    .wait(5 * MINUTE)
    .publish()

describe('a wave halts', () => {
  test('when the canary fails its probe: it goes back, nobody else ever sees the release', () => {
    const story = secondRelease().revert('canary', 'no answer from 10.2.0.1 <br>')
    expect(story.phase).toBe('halting')
    expect(story.told).toEqual({ arkham: 'a', canary: 'a', dunwich: 'a', rlyeh: 'a' })
    const { summary, title } = story.face('b') ?? { summary: '', title: '' }
    expect(summary).toContain('**canary reverted** (probe): no answer from 10.2.0.1 &#60;br&#62;')
    expect(title).toBe('release 2: halted, going back: 1 reverted')
    story.publish().obey('canary')
    expect(story.phase).toBe('halted')
    expect(story.face('b')).toMatchObject({ conclusion: 'failure', buttons: ['resume'] })
    expect(story.deployments('b').at(-1)).toBe('failure')
  })

  test('in words that are text also where they are cut: half a character would be refused wherever it is told', () => {
    const { halt } = secondRelease().revert('canary', `${'x'.repeat(498)}🦢🦢`).rollout.current ?? {}
    expect(halt?.message.isWellFormed()).toBe(true)
  })

  test('at once and mid-wave: those that were given it go back under a higher number, earlier waves keep it', () => {
    const story = secondWave().obey('arkham')
    const before = story.rollout.shown['arkham']?.number ?? 0
    story.revert('dunwich')
    expect(story.told).toEqual({ arkham: 'a', canary: 'b', dunwich: 'a', rlyeh: 'a' })
    expect(story.rollout.shown['arkham']?.number).toBeGreaterThan(before)
    expect(story.standing('returning')).toEqual(['arkham', 'dunwich', 'rlyeh'])
    story.publish().obey('arkham', 'dunwich', 'rlyeh')
    expect(story.phase).toBe('halted')
    expect(story.standing('committed')).toEqual(['canary'])
  })

  test('by silence, after a while; who says that he waits is not silent', () => {
    const story = secondRelease().wait(15 * MINUTE - 1)
    expect(story.phase).toBe('rolling')
    expect(story.wait(1).phase).toBe('halting')
    expect(story.face('b')?.summary).toContain('**canary silent** (silent)')
    const waits = { outcome: 'unchanged', inForce: 'a'.repeat(64), release: 1 } as const
    const patient = secondRelease().report('canary', {
      ...waits,
      code: 'window-closed',
      message: 'until <02:00>',
    })
    expect(patient.wait(24 * 60 * MINUTE).phase).toBe('rolling')
    expect(patient.face('b')?.summary).toContain(
      '**canary waits** (window-closed): until &#60;02&#58;00&#62;',
    )
    expect(patient.report('canary', waits).wait(15 * MINUTE).phase).toBe('halting')
  })

  test('by a gateway that says now and then that it waits: the time without a reason adds up, and so does the waiting', () => {
    const says = (story: Story, code?: string): Story =>
      story.report('canary', {
        outcome: 'unchanged',
        inForce: 'a'.repeat(64),
        ...(code !== undefined && { code, message: 'later' }),
      })
    const mostlySilent = secondRelease()
    for (let turn = 0; turn < 3; turn++) {
      says(mostlySilent.wait(4 * MINUTE), 'window-closed')
      says(mostlySilent.wait(60 * MINUTE))
    }
    expect(mostlySilent.wait(3 * MINUTE - 1).phase).toBe('rolling')
    expect(mostlySilent.wait(1).phase).toBe('halting')
    const mostlyWaiting = secondRelease()
    for (let day = 0; day < 9 && mostlyWaiting.phase === 'rolling'; day++) {
      says(mostlyWaiting, 'window-closed').wait(24 * 60 * MINUTE - 1000)
      says(mostlyWaiting).wait(1000)
    }
    expect(mostlyWaiting.rollout.current?.halt).toMatchObject({ gateway: 'canary', code: 'window-closed' })
    // What a person held is no reason of the gateway's, and is not counted.
    const held = says(says(secondRelease(), 'paused').wait(9 * 24 * 60 * MINUTE))
    expect(says(held, 'window-closed').wait(24 * 60 * MINUTE).phase).toBe('rolling')
  })

  test('never by the patience of a gateway that a person holds; a window opens within a week', () => {
    const waiting = (code: string): Story =>
      secondRelease().report('canary', {
        outcome: 'unchanged',
        inForce: 'a'.repeat(64),
        code,
        message: 'later',
      })
    expect(waiting('paused').wait(30 * 24 * 60 * MINUTE).phase).toBe('rolling')
    expect(waiting('window-closed').wait(30 * 24 * 60 * MINUTE).phase).toBe('halting')
  })

  test('when a tunnel that was up stays down, not when it blinks', () => {
    const down = { down: ['canary-rlyeh/lan'], fell: ['canary-rlyeh/lan'] }
    const blinks = secondRelease()
      .report('canary', down)
      .wait(2 * MINUTE)
      .obey('canary')
      .wait(5 * MINUTE)
    expect(blinks.rollout.current?.wave).toBe(1)
    const stays = secondRelease()
      .report('canary', down)
      .wait(3 * MINUTE)
    expect(stays.phase).toBe('halting')
    expect(stays.face('b')?.summary).toContain('canary-rlyeh/lan')
  })

  test('not by a tunnel that was down before', () => {
    const story = secondRelease()
      .report('canary', { down: ['canary-rlyeh/lan'] })
      .wait(5 * MINUTE)
    expect(story.rollout.current?.wave).toBe(1)
  })

  test('when its tunnels flap for so long that it never was well for its soak time', () => {
    const story = secondRelease().obey('canary')
    for (let turn = 0; turn < 200 && story.phase === 'rolling'; turn++)
      story
        .report('canary', { outcome: 'unchanged', down: ['x/y'], fell: ['x/y'] })
        .wait(MINUTE)
        .obey('canary')
        .wait(MINUTE)
    expect(story.rollout.current?.halt?.code).toBe('unsteady')
  })

  test('also when all of them complain at length: what is remembered of a thousand like them fits into one row', () => {
    const fleet = Array.from({ length: 40 }, (_, index) => `gateway-${index}`)
    const story = new Story(fleet).release('a')
    story.push(story.candidate('b'), 'alice').publish()
    for (const name of fleet) story.revert(name, 'no answer '.repeat(409))
    for (const name of fleet)
      story.report(name, { outcome: 'reverted', inForce: digest('b'), message: 'still '.repeat(682) })
    expect(story.standing('astray')).toHaveLength(fleet.length)
    expect((JSON.stringify(story.rollout).length / fleet.length) * 1000).toBeLessThan(2_000_000)
  })

  test('when a person at the gateway took it back by hand', () => {
    const story = secondRelease()
      .obey('canary')
      .report('canary', { inForce: 'a'.repeat(64), release: 1 })
    expect(story.rollout.current?.halt).toMatchObject({ gateway: 'canary', code: 'left' })
  })

  test('not by what is said of another bundle, nor of an earlier try', () => {
    const story = secondRelease().report('canary', {
      outcome: 'refused',
      bundle: '9'.repeat(64),
      inForce: 'a'.repeat(64),
    })
    expect(story.phase).toBe('rolling')
    story.revert('canary').publish().obey('canary').steer('resume').publish()
    story.report('canary', { outcome: 'reverted', inForce: 'a'.repeat(64), release: 2 })
    expect(story.phase).toBe('rolling')
  })
})

describe('the going back', () => {
  test('is only believed of a gateway that knows that it should', () => {
    const story = secondRelease().revert('canary').publish()
    story.report('canary', { outcome: 'unchanged', release: 1 })
    expect(story.standing('returning')).toEqual(['canary'])
    expect(story.obey('canary').standing('returned')).toEqual(['canary'])
  })

  test('ends also when a gateway never confirms it, which is said; its late word counts', () => {
    const story = secondRelease()
      .revert('canary')
      .publish()
      .wait(15 * MINUTE)
    expect(story.phase).toBe('halted')
    expect(story.face('b')?.title).toContain('1 did not confirm going back')
    expect(story.obey('canary').standing('returned')).toEqual(['canary'])
  })

  test('begins again when a gateway turns out to have applied the release after all', () => {
    const story = secondRelease().revert('canary').publish().obey('canary')
    story.report('canary', { inForce: 'b'.repeat(64), bundle: 'b'.repeat(64), release: 2 })
    expect(story.phase).toBe('halting')
    expect(story.obey('canary').phase).toBe('halted')
  })

  test('of a gateway that had nothing is its delegation taken away', () => {
    const story = new Story(FLEET)
    story.push(story.candidate('a'), 'alice').publish().revert('rlyeh')
    expect(story.told).toEqual({})
    expect(story.publish().standing('returning')).toEqual(['arkham', 'canary', 'dunwich'])
    // They may be in the middle of it: over is what they speak of, or what nobody hears of for too long.
    const done = { bundle: 'a'.repeat(64), inForce: 'a'.repeat(64), release: 1 }
    story.report('arkham', done).report('canary', { ...done, outcome: 'reverted', inForce: undefined })
    expect(story.standing('returning')).toEqual(['dunwich'])
    expect(story.wait(15 * MINUTE).phase).toBe('halted')
    expect(story.standing('astray')).toEqual(['dunwich'])
  })

  test('goes to what each gateway last committed, also after releases that failed', () => {
    const story = secondWave().obey('arkham').revert('dunwich').publish().obey('arkham', 'dunwich', 'rlyeh')
    story.push(story.candidate('c'), 'alice').publish().revert('canary')
    expect(story.told).toEqual({ arkham: 'a', canary: 'b', dunwich: 'a', rlyeh: 'a' })
  })
})

describe('what cannot be published', () => {
  test('halts, and ends even when the going back cannot be published either', () => {
    const story = new Story(FLEET)
    story.push(story.candidate('a'), 'alice')
    const giveUp = (): Story =>
      story.take({ kind: 'unpublishable', now: story.now, round: story.rollout.round, why: 'no <root>' })
    expect(giveUp().phase).toBe('halting')
    expect(giveUp().phase).toBe('halted')
    expect(story.face('a')).toMatchObject({ title: 'release 1: not published', conclusion: 'failure' })
    expect(story.face('a')?.summary).toContain('no &#60;root&#62;')
    story
      .steer('resume')
      .publish()
      .obey(...FLEET)
    expect(story.phase).toBe('completed')
  })
})
