import { describe, expect, test } from 'vitest'
import { DAY, World } from './world.ts'

describe('the honest way', () => {
  test('a published bundle arrives, with its release', async () => {
    const world = await World.begin()
    const { bundle, custom } = await world.poll()
    expect(bundle.gateway).toBe('rlyeh')
    expect(custom.release).toBe(1)
  })

  test('a poll without change is one conditional GET', async () => {
    const world = await World.begin()
    const { target } = await world.refresh()
    world.asked.length = 0
    expect(await world.refresh()).toEqual({ kind: 'unchanged', target })
    expect(world.asked).toEqual(['metadata/timestamp.json?'])
  })

  test('a second release replaces the first', async () => {
    const world = await World.begin()
    await world.poll()
    await world.release(2)
    expect((await world.poll()).custom.release).toBe(2)
  })

  test('a timestamp that was only signed again costs two GETs and changes no target', async () => {
    const world = await World.begin()
    const { target } = await world.refresh()
    world.now = new Date(world.now.getTime() + 0.6 * DAY)
    await world.resign()
    world.asked.length = 0
    expect(await world.refresh()).toEqual({ kind: 'current', target })
    expect(world.asked).toEqual(['metadata/timestamp.json?', 'metadata/2.root.json'])
  })
})
