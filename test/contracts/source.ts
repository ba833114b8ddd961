import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Source } from '../../runner/ports/source.ts'

/** A place that a source reads from, and how a test puts something there. */
export interface Shelf {
  readonly source: Source
  put(path: string, bytes: Uint8Array): Promise<void>
  close(): Promise<void>
}

const bounds = { bytes: 1024, seconds: 10 }
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** What every source must do, wherever it reads from. */
export const sourceContract = (name: string, open: () => Promise<Shelf>): void => {
  describe(`a source: ${name}`, () => {
    let shelf: Shelf
    beforeAll(async () => {
      shelf = await open()
      await shelf.put('metadata/timestamp.json', bytes('first'))
    })
    afterAll(async () => {
      await shelf.close()
    })

    test('gives an object whole, with a tag', async () => {
      const found = await shelf.source.get('metadata/timestamp.json', bounds)
      expect(found).toMatchObject({ kind: 'found', bytes: bytes('first'), etag: expect.any(String) })
    })

    test('says unchanged for the tag it gave, and gives the new object once there is one', async () => {
      const found = await shelf.source.get('metadata/timestamp.json', bounds)
      const etag = found.kind === 'found' ? found.etag : undefined
      expect(await shelf.source.get('metadata/timestamp.json', bounds, etag)).toEqual({ kind: 'unchanged' })
      await shelf.put('metadata/timestamp.json', bytes('second'))
      const next = await shelf.source.get('metadata/timestamp.json', bounds, etag)
      expect(next).toMatchObject({ kind: 'found', bytes: bytes('second') })
      await shelf.put('metadata/timestamp.json', bytes('first'))
    })

    test('says missing for what is not there', async () => {
      expect(await shelf.source.get('metadata/9.root.json', bounds)).toEqual({ kind: 'missing' })
    })

    test('takes what is exactly as large as allowed, and not a byte more', async () => {
      await shelf.put('targets/exact', new Uint8Array(1024))
      await shelf.put('targets/more', new Uint8Array(1025))
      expect(await shelf.source.get('targets/exact', bounds)).toMatchObject({ kind: 'found' })
      await expect(shelf.source.get('targets/more', bounds)).rejects.toMatchObject({ code: 'too-large' })
    })
  })
}
