import { expect, test } from 'vitest'
import { fetchBundle } from '../../runner/flows/trust/fetch-bundle.ts'
import { refresh } from '../../runner/flows/trust/refresh.ts'
import type { Source } from '../../runner/ports/source.ts'
import { bundleDigest } from '../../schema/wire/bundle.ts'
import {
  bundlePath,
  gatewayRolePath,
  rootPath,
  snapshotPath,
  TIMESTAMP,
  targetsPath,
} from '../../schema/wire/repository.ts'
import { drip, sourceThat } from './slow-server.ts'
import { World } from './world.ts'

/** A web server that serves a world's store; one object it sends byte by byte, as long as somebody listens. */
const slowServer = async (world: World) => {
  const how = { slow: '', wait: 'body' as 'body' | 'head' }
  const store = await sourceThat((request, response) => {
    const path = (request.url ?? '').slice(1)
    const bytes = world.store.objects.get(path)
    if (path === how.slow) return how.wait === 'head' ? undefined : drip(response)
    return bytes === undefined ? response.writeHead(404).end() : response.writeHead(200).end(bytes)
  })
  const asked: number[] = []
  // The bound that the flow asks for is noted; a shorter one is waited for.
  const source: Source = {
    get: (path, bounds, etag) => {
      asked.push(bounds.seconds)
      return store.get(path, { ...bounds, seconds: path === how.slow ? 0.1 : bounds.seconds }, etag)
    },
  }
  return { how, source, asked }
}

test('slow retrieval of any object ends in its time, and what was trusted stays', async () => {
  const world = await World.begin()
  const { how, source, asked } = await slowServer(world)
  const ports = { source, disk: world.disk, clock: { now: () => world.now } }
  const poll = async () => {
    const { target } = await refresh(ports, world.identity)
    return await fetchBundle(ports, target, world.identity)
  }
  expect((await poll()).custom.release).toBe(1)
  await world.rotate({ version: 2 })
  // Without ulthar, so that the targets are new as well.
  await world.release(2, { bundles: world.bundles(2, ['rlyeh']) })
  const [bundle] = world.bundles(2)
  if (bundle === undefined) throw new Error('no bundle')
  const objects = [
    rootPath(2),
    TIMESTAMP,
    snapshotPath(2),
    targetsPath(2),
    gatewayRolePath(2, 'rlyeh'),
    bundlePath('rlyeh', bundleDigest(bundle)),
  ]
  const trusted = new Set<string>()
  for (const slow of objects)
    for (const wait of ['body', 'head'] as const) {
      Object.assign(how, { slow, wait })
      const before = world.trusted()
      const outcome = await poll().catch((error: unknown) => error)
      expect([slow, outcome]).toEqual([slow, expect.objectContaining({ code: 'too-slow' })])
      // What was proven before the slow object may be newer; nothing is lost, and no target is.
      expect(Object.keys(world.trusted())).toEqual(expect.arrayContaining(Object.keys(before)))
      trusted.add(world.trusted()['gateway.json'] ?? 'none')
    }
  expect(trusted.size).toBe(2)
  how.slow = ''
  expect((await poll()).custom.release).toBe(2)
  expect(Math.max(...asked)).toBeLessThanOrEqual(30)
})
