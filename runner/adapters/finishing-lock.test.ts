import { EventEmitter } from 'node:events'
import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import { finishingLock } from './finishing-lock.ts'

/** What happened, in order. */
let story: string[]
let signals: EventEmitter

const locked = () =>
  finishingLock(
    { holding: async task => ({ value: await task() }) },
    { on: (signal, listener) => signals.on(signal, listener), exit: code => story.push(`exit ${code}`) },
  )

beforeEach(() => {
  story = []
  signals = new EventEmitter()
})

describe('told to stop', () => {
  test('a runner that rests ends at once', () => {
    locked()
    signals.emit('SIGTERM')
    expect(story).toEqual(['exit 0'])
  })

  test('a runner ends after the change that is under way, and after saying what came of it', async () => {
    const turn = await locked().holding(async () => {
      signals.emit('SIGTERM')
      await turnOfTheLoop()
      story.push('committed')
      return 'committed'
    })
    story.push(`told: ${turn?.value}`)
    await turnOfTheLoop()
    expect(story).toEqual(['committed', 'told: committed', 'exit 0'])
  })

  test('a turn that fails does not keep it', async () => {
    const turn = locked().holding(async () => {
      signals.emit('SIGTERM')
      await Promise.reject(new Error('the disk is gone'))
    })
    await expect(turn).rejects.toThrow('the disk is gone')
    await turnOfTheLoop()
    expect(story).toEqual(['exit 0'])
  })
})

test('who is not told goes on', async () => {
  await locked().holding(async () => await Promise.resolve())
  await turnOfTheLoop()
  expect(story).toEqual([])
})
