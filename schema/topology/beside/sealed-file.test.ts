import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_SEALED_TEXT, readSealedFile } from './sealed-file.ts'

const TO = `${'A'.repeat(43)}=`
const BOX = 'A'.repeat(200)
const good = {
  cygnet: 1,
  network: 'miskatonic',
  holds: 'psk',
  bits: 256,
  boxes: { rlyeh: { to: TO, box: BOX }, ulthar: { to: TO, box: BOX } },
}

test('a secret as it lies in Git is read', () => {
  expect(readSealedFile(JSON.stringify(good))).toEqual({ kind: 'sealed', file: good })
})

describe('what is not one is refused with a code', () => {
  test.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['a list', '[]'],
    ['JSON as deep as the text', '['.repeat(MAX_SEALED_TEXT)],
    ['more than a secret takes', `${JSON.stringify(good)}${' '.repeat(MAX_SEALED_TEXT)}`],
    ['another kind of secret', JSON.stringify({ ...good, holds: 'diary' })],
    ['a secret in plain text beside it', JSON.stringify({ ...good, value: 'dagon' })],
    ['nobody to open it', JSON.stringify({ ...good, boxes: {} })],
    [
      'a recipient with a path for a name',
      JSON.stringify({ ...good, boxes: { '../x': { to: TO, box: BOX } } }),
    ],
    ['a key that is too short', JSON.stringify({ ...good, boxes: { rlyeh: { to: 'AAAA', box: BOX } } })],
    ['a box that is no base64', JSON.stringify({ ...good, boxes: { rlyeh: { to: TO, box: `${BOX}"\n` } } })],
    [
      'a box beyond its bound',
      JSON.stringify({ ...good, boxes: { rlyeh: { to: TO, box: 'A'.repeat(20_000) } } }),
    ],
  ])('%s', (_, text) => {
    expect(readSealedFile(text)).toMatchObject({ kind: 'refused', fault: { code: 'sealed-file' } })
  })
})

test('no refusal repeats what stood in the file: it may be the secret itself', () => {
  fc.assert(
    fc.property(fc.constantFrom('network', 'holds', 'bits', 'boxes', 'value'), key => {
      const reading = readSealedFile(JSON.stringify({ ...good, [key]: 'Ia! Cthulhu fhtagn' }))
      expect(JSON.stringify(reading)).not.toContain('fhtagn')
    }),
  )
})
