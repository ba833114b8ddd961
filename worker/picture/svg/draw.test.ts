import { DOMParser } from '@xmldom/xmldom'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hubNetwork, meshNetwork } from '../../../infra/bench/sample-network.ts'
import { arbitraryTopology, shuffledKeys } from '../../../test/fixtures/arbitrary-topology.ts'
import { MIXED, pictureIn } from '../../../test/fixtures/mixed-network.ts'
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

test('a large network takes no longer than a large network should', () => {
  const started = performance.now()
  drawSvg(pictureIn(hubNetwork(400)))
  drawSvg(pictureIn(meshNetwork(60)))
  expect(performance.now() - started).toBeLessThan(20_000)
})
