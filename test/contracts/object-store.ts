import { describe, expect, test } from 'vitest'
import type { ObjectStore } from '../../worker/ports/object-store.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = async (store: ObjectStore, path: string) => {
  const stored = await store.get(path)
  return stored && new TextDecoder().decode(stored.bytes)
}

/** What publishing relies on; every adapter of the port passes it. `open` gives an empty store each time. */
export const objectStoreContract = (name: string, open: () => Promise<ObjectStore>): void => {
  describe(`${name} as an object store`, () => {
    test('knows nothing of what was never put', async () => {
      expect(await (await open()).get('metadata/timestamp.json')).toBeUndefined()
    })

    test('gives back exactly the bytes, empty and binary ones too', async () => {
      const store = await open()
      const binary = Uint8Array.from({ length: 256 }, (_, byte) => byte)
      expect(await store.put('targets/a/b.json', binary, { kind: 'absent' })).toBe(true)
      expect(await store.put('empty', new Uint8Array(), { kind: 'absent' })).toBe(true)
      expect(Array.from((await store.get('targets/a/b.json'))?.bytes ?? [])).toEqual(Array.from(binary))
      expect((await store.get('empty'))?.bytes.length).toBe(0)
    })

    test('puts where nothing is, once', async () => {
      const store = await open()
      expect(await store.put('a', bytes('first'), { kind: 'absent' })).toBe(true)
      expect(await store.put('a', bytes('second'), { kind: 'absent' })).toBe(false)
      expect(await text(store, 'a')).toBe('first')
    })

    test('replaces exactly the version that was read', async () => {
      const store = await open()
      await store.put('a', bytes('first'), { kind: 'absent' })
      const read = await store.get('a')
      const etag = read?.etag ?? ''
      expect(await store.put('a', bytes('second'), { kind: 'matches', etag })).toBe(true)
      expect(await store.put('a', bytes('third'), { kind: 'matches', etag })).toBe(false)
      expect(await text(store, 'a')).toBe('second')
      expect((await store.get('a'))?.etag).not.toBe(etag)
    })

    test('replaces nothing where nothing is', async () => {
      const store = await open()
      expect(await store.put('a', bytes('first'), { kind: 'matches', etag: '0'.repeat(32) })).toBe(false)
      expect(await store.get('a')).toBeUndefined()
    })

    test('lets one of two racing creators win, and the other know it', async () => {
      const store = await open()
      const results = await Promise.all(
        ['one', 'two', 'three'].map(word => store.put('race', bytes(word), { kind: 'absent' })),
      )
      expect(results.filter(won => won)).toHaveLength(1)
    })

    test('does not mix up paths that begin alike', async () => {
      const store = await open()
      await store.put('metadata/1.targets.json', bytes('one'), { kind: 'absent' })
      await store.put('metadata/11.targets.json', bytes('eleven'), { kind: 'absent' })
      expect(await text(store, 'metadata/1.targets.json')).toBe('one')
    })

    test('keeps what it was given, not what the caller makes of it later', async () => {
      const store = await open()
      const mine = bytes('first')
      await store.put('a', mine, { kind: 'absent' })
      mine.fill(0)
      expect(await text(store, 'a')).toBe('first')
    })
  })
}
