import { describe, expect, test } from 'vitest'
import type { Measured, MeasuredLoss } from '../../schema/wire/measured.ts'
import { MINUTE, type Story, secondRelease, WAVES } from '../../test/fixtures/rollout-story.ts'
import { type Counted, pathLosses } from './loss.ts'

const PATH = 'canary-rlyeh/lan'
const SETTING = { waves: WAVES, loss: 0.01 }

/** A report of the last minute, sixty packets on each path. */
const minute = (lost: number, change: object = {}) => ({
  outcome: 'unchanged' as const,
  loss: { span: MINUTE, paths: [{ path: PATH, sent: 60, lost, before: 0, words: undefined, ...change }] },
})

/** The canary has committed, and its wave soaks for five minutes. */
const soaking = (setting: object = SETTING): Story => secondRelease(setting).obey('canary')

/** So many packets in each minute that follows. */
const losing = (story: Story, perMinute: readonly number[], change: object = {}): Story => {
  for (const lost of perMinute) story.wait(MINUTE).report('canary', minute(lost, change))
  return story
}

describe('loss halts a wave', () => {
  test('when a tunnel loses more than the threshold while it soaks, in the words of the gateway', () => {
    const words = '3.1 s of loss, 0.2 s after <b>IKE SA</b> rekey'
    const story = losing(soaking(), [0, 0, 12], { words })
    expect(story.rollout.current?.halt).toMatchObject({
      gateway: 'canary',
      code: 'loss',
      message: `lost 12 of about 300 packets through ${PATH} while the wave soaked, which its underlay did not; 0 % in the hour before: ${words}`,
    })
    const { summary = '', title } = story.face('b') ?? {}
    expect(title).toBe('release 2: halted, going back: 1 lossy')
    expect(summary).toContain('**canary lossy** (loss)')
    expect(summary).not.toContain('<b>')
    expect(story.told).toEqual({ arkham: 'a', canary: 'a', dunwich: 'a', rlyeh: 'a' })
  })

  test('also when it trickles: what was lost is counted over the whole soak', () => {
    expect(losing(soaking(), [0, 2, 2]).phase).toBe('rolling')
    expect(losing(soaking(), [0, 2, 2, 2]).phase).toBe('halting')
  })

  test('also on one path of many, of which each lost a packet before', () => {
    const paths = Array.from({ length: 30 }, (_, index) => ({
      path: `hub-${index}/lan`,
      sent: 60,
      lost: 1,
      before: 0,
      words: undefined,
    }))
    const story = losing(soaking(), [0]).wait(MINUTE)
    story.report('canary', { outcome: 'unchanged', loss: { span: MINUTE, paths } })
    expect(losing(story, [3, 3]).phase).toBe('halting')
  })

  test('not by what was lost while the change itself may have blinked', () => {
    const story = losing(soaking(), [40, 0, 0, 0])
    expect(story.phase).toBe('rolling')
    expect(story.wait(2 * MINUTE).rollout.current?.wave).toBe(1)
  })

  test('not by as much as was lost before, nor by twice as much, but by more', () => {
    const before = { before: 0.05 }
    expect(losing(soaking(), [0, 3, 3, 3], before).phase).toBe('rolling')
    expect(losing(soaking(), [0, 10, 10, 10], before).phase).toBe('rolling')
    expect(losing(soaking(), [0, 14, 14, 14], before).phase).toBe('halting')
  })

  test('not by a handful of packets, however short the soak', () => {
    const short = {
      ...SETTING,
      waves: [
        { gateways: ['canary'], soak: 130 },
        { gateways: '*' as const, soak: 60 },
      ],
    }
    expect(losing(soaking(short), [0, 4]).phase).toBe('rolling')
    expect(losing(soaking(short), [0, 5]).phase).toBe('halting')
  })

  test('not of a wave that is over, nor of gateways that it does not change, nor where the topology says off', () => {
    const over = soaking().wait(5 * MINUTE)
    expect(losing(over.publish(), [30, 30, 30]).phase).toBe('rolling')
    const other = soaking()
    for (let turn = 0; turn < 4; turn++) other.wait(MINUTE).report('rlyeh', minute(60))
    expect(other.phase).toBe('rolling')
    expect(losing(soaking({ waves: WAVES }), [60, 60, 60]).phase).toBe('rolling')
  })

  test('while it is paused as well; tried again, it is counted anew', () => {
    const story = losing(soaking().steer('pause'), [0, 30])
    expect(story.phase).toBe('halting')
    story.publish().obey('canary')
    expect(story.phase).toBe('halted')
    story.steer('resume').publish().obey('canary')
    expect(losing(story, [0, 2, 2]).phase).toBe('rolling')
  })
})

describe('what a report lost inside a tunnel', () => {
  const FIVE = 300_000
  const inside = (sent: number, lost: number, at = FIVE): Counted => ({
    tunnel: 'star',
    child: 'lan',
    sent,
    lost,
    at,
  })
  const below = (sent: number, lost: number, at = FIVE): Counted => ({ tunnel: 'star', sent, lost, at })
  /** It answered once before what counts. */
  const came = inside(1, 0, 0)
  const lossesOf = (paths: Counted[], before: Counted[], losses: MeasuredLoss[] = []) => {
    const measured: Measured = { since: '2026-03-01T12:00:00Z', paths, losses, more: 0 }
    return pathLosses(measured, before).map(({ lost, before: share }) => [lost, Number(share.toFixed(3))])
  }
  const well = [came, inside(3600, 0), below(3600, 0)]

  test('is the provider’s when the underlay lost the same', () => {
    expect(lossesOf([inside(60, 20), below(60, 20)], well)).toEqual([])
    expect(lossesOf([inside(60, 60), below(60, 60)], well)).toEqual([])
    expect(lossesOf([inside(60, 20), below(60, 5)], well)).toEqual([[15, 0]])
  })

  test('counts whole where nobody answers below, as a firewall has it', () => {
    const deaf = [came, inside(3600, 36), below(3600, 3600)]
    expect(lossesOf([inside(60, 20), below(60, 60)], deaf)).toEqual([[20, 0.01]])
    expect(lossesOf([inside(60, 20)], [came, inside(3600, 0)])).toEqual([[20, 0]])
  })

  test('is nobody’s where nothing came through before: the other end is still to come', () => {
    expect(lossesOf([inside(60, 60), below(60, 0)], [])).toEqual([])
    expect(lossesOf([inside(60, 30), below(60, 0)], [inside(3600, 3600), below(3600, 0)])).toEqual([])
  })

  test('is not excused by what the tunnel lost while one end of it waited for the other', () => {
    const waited = [inside(300, 300, 0), inside(300, 105, FIVE)]
    expect(lossesOf([inside(60, 20)], waited)).toEqual([])
    expect(lossesOf([inside(60, 20)], [...waited, inside(300, 0, 2 * FIVE)])).toEqual([[20, 0]])
    expect(lossesOf([inside(60, 20)], [...waited, inside(300, 3, 2 * FIVE)])).toEqual([[20, 0.01]])
  })
})
