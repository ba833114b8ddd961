import { expect, test } from 'vitest'
import { hubNetwork, meshNetwork } from '../../../infra/bench/sample-network.ts'
import { MIXED, pictureIn } from '../../../test/fixtures/mixed-network.ts'
import { changed, type Written } from '../../../test/fixtures/two-sites.ts'
import { cardsOf } from '../card.ts'
import { boundsAround, collide } from './geometry.ts'
import { layoutOf } from './layout.ts'

/** How often one card lies on another, and how many lie nowhere. */
const faults = (written: Written) => {
  const picture = pictureIn(written)
  const cards = cardsOf(picture)
  const { places, size } = layoutOf(picture, cards)
  const boxes = [...cards].flatMap(([id, card]) => {
    const at = places.get(id)
    return at === undefined ? [] : [boundsAround(at, card)]
  })
  const outside = boxes.filter(
    ({ left, top, right, bottom }) =>
      left < -1 || top < -1 || right > size.width + 1 || bottom > size.height + 1,
  )
  const covered = boxes.flatMap((box, index) =>
    boxes.slice(index + 1).filter(other => collide(box, other, 4)),
  )
  return { nowhere: cards.size - boxes.length, outside: outside.length, covered: covered.length }
}

/** Hubs that are members of a mesh, spokes with two hubs, a ring, a chain. */
const TANGLED = changed(hubNetwork(40), {
  meshes: { core: { gateways: ['g0000', 'g0001', 'g0002', 'g0003'], via: 'eth0' } },
  hubs: {
    star: { spokes: ['g0010', 'g0011', 'g0012', 'g0013', 'g0014', 'g0015', 'g0016', 'g0017'] },
    second: { hub: 'g0001', spokes: ['g0018', 'g0019', 'g0020', 'g0021', 'g0022'], via: 'eth0' },
    twins: { hub: 'g0002', spokes: ['g0023', 'g0024', 'g0025', 'g0026'], via: 'eth0' },
    again: { hub: 'g0003', spokes: ['g0023', 'g0024', 'g0025', 'g0026'], via: 'eth0' },
  },
  tunnels: Object.fromEntries(
    [
      [27, 28],
      [28, 29],
      [29, 30],
      [30, 27],
      [30, 31],
      [31, 32],
      [32, 33],
      [33, 0],
    ].map(pair => [
      `t${pair.join('-')}`,
      { between: Object.fromEntries(pair.map(index => [`g${String(index).padStart(4, '0')}`, 'eth0'])) },
    ]),
  ),
})

test.each([
  ['one gateway alone', hubNetwork(2)],
  ['a hub and two spokes', hubNetwork(3)],
  ['a hub and 59 spokes', hubNetwork(60)],
  ['a mesh of 20', meshNetwork(20)],
  ['some of everything', MIXED],
  ['all that tangles', TANGLED],
])('no card covers another: %s', (_, written) => {
  expect(faults(written)).toEqual({ nowhere: 0, outside: 0, covered: 0 })
})

test('a picture of 60 gateways fits a page that lies on its side', () => {
  const picture = pictureIn(hubNetwork(60))
  const { size } = layoutOf(picture, cardsOf(picture))
  expect(size.width / size.height).toBeGreaterThan(1.1)
  expect(size.width / size.height).toBeLessThan(2)
})
