import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Document, isCollection, isPair, isScalar, visit } from 'yaml'
import { arbitraryTopology, shuffledKeys } from '../../test/fixtures/arbitrary-topology.ts'
import { type Reading, readTopology } from './read.ts'

/** How a person might lay the same values out: braces or lines, comments in any language, quotes or none. */
const layout = fc.infiniteStream(
  fc.record({
    flow: fc.boolean(),
    comment: fc.option(fc.constantFrom(' why', ' ünïcode – ₿ 🦢', ' a: b # { [ "', ' 日本語')),
    quote: fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE'),
    blank: fc.boolean(),
  }),
)

const meaning = (reading: Reading) => (reading.kind === 'valid' ? reading.topology : reading.problems)

test('the order of keys, the layout and the comments never matter', () => {
  fc.assert(
    fc.property(
      arbitraryTopology.chain(document => fc.tuple(fc.constant(document), shuffledKeys(document), layout)),
      ([document, shuffled, layouts]) => {
        const text = new Document(shuffled)
        visit(text, (_, node) => {
          const { value: one } = layouts.next()
          if (isPair(node) || one === undefined) return
          if (isCollection(node)) node.flow = one.flow
          if (isScalar(node) && typeof node.value === 'string') node.type = one.quote
          if (isCollection(node) && !one.flow && one.comment !== null) node.commentBefore = one.comment
        })
        const before = readTopology(new Map([['topology.yaml', JSON.stringify(document)]]))
        const after = readTopology(new Map([['topology.yaml', text.toString()]]))
        expect(before.kind).toBe('valid')
        expect(meaning(after)).toEqual(meaning(before))
      },
    ),
    { numRuns: 60 },
  )
})
