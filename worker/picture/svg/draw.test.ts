import { DOMParser } from '@xmldom/xmldom'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hubNetwork } from '../../../infra/bench/sample-network.ts'
import { arbitraryTopology, shuffledKeys } from '../../../test/fixtures/arbitrary-topology.ts'
import { MIXED, pictureIn } from '../../../test/fixtures/mixed-network.ts'
import type { Written } from '../../../test/fixtures/two-sites.ts'
import type { Picture } from '../picture.ts'
import { drawSvg } from './draw.ts'

/** Every element's name and every attribute's, as a browser would read them; throws where it would stop reading. */
const readBack = (svg: string) => {
  const complaint = (level: string, message: string): void => {
    if (level !== 'warning') throw new Error(message)
  }
  const document = new DOMParser({ onError: complaint }).parseFromString(svg, 'image/svg+xml')
  const all = [...document.getElementsByTagName('*')]
  const named = (name: string): string[] =>
    [...document.getElementsByTagName(name)].map(({ textContent }) => textContent ?? '')
  return {
    elements: new Set(all.map(({ tagName }) => tagName)),
    attributes: new Set(all.flatMap(one => [...one.attributes].map(({ name }) => name))),
    texts: named('text'),
    titles: named('title'),
  }
}

const HARMLESS = ['svg', 'title', 'style', 'g', 'rect', 'path', 'circle', 'text']

test('shows what there is: gateways, networks, peers, people, waves, and the strongest proposal of each tunnel', () => {
  const { texts, titles } = readBack(drawSvg(pictureIn(MIXED)))
  const shown = [
    'mixed',
    'arkham',
    '10.1.0.0/16',
    '@office',
    'client_a',
    '10.0.255.100',
    'AES-128-GCM · ECP-256: 1 tunnel',
  ]
  for (const words of shown) expect(texts).toContain(words)
  expect(texts).toContain('6 gateways · 7 tunnels · 2 peers · 2 users · private 10.0.0.0/8')
  expect(texts.find(words => words.startsWith('wave 1'))).toBe('wave 1: dunwich, then 5m of health')
  expect(titles.find(words => words.startsWith('core-arkham-innsmouth'))).toContain('inside UDP')
})

test('a proposal that protects nothing any more is marked', () => {
  expect(readBack(drawSvg(pictureIn(MIXED))).texts).toContain('3DES · SHA-1 · MODP-1024: 1 tunnel, weak')
})

test('a viewer that prefers the dark gets other colours for the same shapes', () => {
  expect(drawSvg(pictureIn(MIXED))).toMatch(
    /@media \(prefers-color-scheme:dark\)\{.*\.cygnet \.page\{fill:#11161c\}/,
  )
})

test('the same topology draws the same bytes, whatever the order of its keys', () => {
  fc.assert(
    fc.property(
      arbitraryTopology.chain(written => fc.tuple(fc.constant(written), shuffledKeys(written))),
      ([written, shuffled]) => {
        expect(drawSvg(pictureIn(shuffled))).toBe(drawSvg(pictureIn(written)))
      },
    ),
    { numRuns: 30 },
  )
})

const HOSTILE = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    ']]></style><script>alert(1)</script>',
    '"/><script href="https://example.com/x.js"/>',
    "' onload='alert(1)",
    '<!ENTITY x SYSTEM "file:///etc/passwd">&x;',
    '\u0000\ud800\ufffe\u202e',
    '--><foreignObject><iframe/></foreignObject>',
    '}.card{display:none}/*',
  ),
)

/** The picture with every word that stands in it replaced. */
const withWords = (value: unknown, word: () => string): unknown => {
  if (typeof value === 'string') return value === 'rest' ? value : word()
  if (Array.isArray(value)) return value.map(item => withWords(item, word))
  if (typeof value !== 'object' || value === null) return value
  // Ids and kinds are the program's own: they join nodes and choose shapes.
  const own = new Set(['kind', 'id', 'node', 'group', 'hub', 'members', 'secret'])
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, own.has(key) ? inner : withWords(inner, word)]),
  )
}

test('no word of a topology becomes markup, whatever it is', () => {
  const picture = pictureIn(MIXED)
  fc.assert(
    fc.property(fc.infiniteStream(HOSTILE), words => {
      const svg = drawSvg(withWords(picture, () => words.next().value ?? '') as Picture)
      const { elements, attributes } = readBack(svg)
      expect([...elements].filter(name => !HARMLESS.includes(name))).toEqual([])
      expect([...attributes].filter(name => /^on|href|^xlink/.test(name))).toEqual([])
      expect(svg.isWellFormed()).toBe(true)
    }),
    { numRuns: 60 },
  )
})

/** Two hubs with the spokes of a mesh around them: lines of the mesh bow around what stands in their way. */
const hubsInAMesh = (spokes: number): Written => {
  const { hubs: _, ...frame } = hubNetwork(5 + 2 * spokes)
  const names = Object.keys(frame['gateways'] ?? {})
  const [one, other] = [names.slice(5, 5 + spokes), names.slice(5 + spokes)]
  return {
    ...frame,
    meshes: { core: { gateways: names.slice(0, 5), via: 'eth0' } },
    hubs: {
      east: { hub: names[0], spokes: one, via: 'eth0' },
      west: { hub: names[1], spokes: other, via: 'eth0' },
    },
  }
}

const numbersIn = (words: string | null | undefined): number[] =>
  [...(words ?? '').matchAll(/-?\d+(?:\.\d+)?/g)].map(Number)

test.each([10, 28])(
  'two hubs with %i spokes in a mesh: no line leaves the picture or crosses its legend',
  spokes => {
    const document = new DOMParser().parseFromString(drawSvg(pictureIn(hubsInAMesh(spokes))), 'image/svg+xml')
    const paths = [...document.getElementsByTagName('path')]
    const ofClass = (name: string) => paths.filter(path => path.getAttribute('class') === name)
    const [, , width = 0] = numbersIn(document.documentElement?.getAttribute('viewBox'))
    const [, rule = 0] = numbersIn(ofClass('rule')[0]?.getAttribute('d'))
    const lines = ofClass('line').map(line => numbersIn(line.getAttribute('d')))
    const shifts = [...document.getElementsByTagName('g')].map(group => group.getAttribute('transform') ?? '')
    const [left = 0, top = 0] = numbersIn(shifts.find(shift => /^translate\([^)]*\)$/.test(shift)))
    // Where a line is furthest out, near enough: its ends, and the middle of a quadratic Bézier curve.
    const furthest = lines.flatMap(([ax = 0, ay = 0, bx = 0, by = 0, cx, cy]) =>
      cx === undefined || cy === undefined
        ? [
            [ax, ay],
            [bx, by],
          ]
        : [[(ax + 2 * bx + cx) / 4, (ay + 2 * by + cy) / 4]],
    )
    expect(furthest.length).toBeGreaterThan(2 * spokes)
    const outside = furthest.filter(
      ([x = 0, y = 0]) => x + left < 0 || x + left > width || y + top < 0 || y + top > rule,
    )
    expect(outside).toEqual([])
  },
)
