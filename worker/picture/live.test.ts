import { expect, test } from 'vitest'
import { hubNetwork, meshNetwork } from '../../infra/bench/sample-network.ts'
import { MIXED, pictureIn } from '../../test/fixtures/mixed-network.ts'
import { keptPicture } from './kept-picture.ts'
import { drawLive, filled, hasQuiet } from './live.ts'
import { linesOf } from './svg/lines.ts'

const drawing = drawLive(pictureIn(MIXED)) ?? ''

test('what is known of a part is put where it stands: a tone before it, a sign on it, words in its title', () => {
  const shown = filled(drawing, id =>
    id === 'gateway/arkham' ? { tone: 'sick', words: 'silent & <gone>' } : undefined,
  )
  expect(shown).toContain('<title>arkham: silent &amp; &lt;gone&gt;')
  expect(shown).toMatch(/<g class="is sick"\/><rect class="face"/)
  expect(shown.match(/href="#mark-sick"/g)).toHaveLength(1)
  expect(shown).toContain('href="/networks/mixed/gateways/arkham"')
})

test('of many lines only those get a sign that are not well', () => {
  const all = (tone: string): number =>
    filled(drawing, id => (id.startsWith('tunnel/') ? { tone, words: tone } : undefined)).split('<use')
      .length - 1
  expect([all('well'), all('sick')]).toEqual([0, 7])
})

test('nothing that people write can be taken for a slot', () => {
  const picture = pictureIn(MIXED)
  const hostile = {
    ...picture,
    nodes: picture.nodes.map(node =>
      node.kind === 'gateway'
        ? { ...node, provider: '\u0001mark\u0002gateway/arkham\u00021\u00022\u0001' }
        : node,
    ),
  }
  const signs = (drawn: string): number =>
    filled(drawn, () => ({ tone: 'sick', words: 'x' })).split('<use').length - 1
  expect(signs(drawLive(hostile) ?? '')).toBe(signs(drawing))
})

test('a page has one style, one heading and no picture inside of an image', () => {
  expect(drawing).not.toMatch(/<style|role="img"|class="head"|class="page"/)
})

test('the largest groups go without lines until few enough are left, and their sick tunnels get one, two hundred at most', () => {
  const picture = pictureIn(meshNetwork(48))
  const drawn = drawLive(picture) ?? ''
  const lines = (tone: string, echo = false): number =>
    filled(drawn, id => (id.startsWith('tunnel/') ? { tone, words: tone, echo } : undefined)).split(
      'class="hit"',
    ).length - 1
  expect(['well', 'wait', 'busy'].map(tone => lines(tone))).toEqual([0, 0, 0])
  expect([lines('sick'), lines('hand'), lines('sick', true)]).toEqual([200, 200, 0])
  expect([hasQuiet(drawn), hasQuiet(drawing)]).toEqual([true, false])
  const spokes = {
    ...picture,
    edges: picture.edges.map((edge, index) => (index < 100 ? { ...edge, group: 'hub/x' } : edge)),
  }
  expect(linesOf(spokes).drawn).toHaveLength(100)
})

test('a network that nobody could read as a picture is kept without one', () => {
  const picture = pictureIn(hubNetwork(401))
  const kept = keptPicture(picture)
  expect(kept.drawing).toBeUndefined()
  expect([kept.gateways.length, kept.tunnels.length]).toEqual([401, 400])
})
