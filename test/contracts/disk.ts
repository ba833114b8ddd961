import { describe, expect, test } from 'vitest'
import type { Disk } from '../../runner/ports/disk.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (found: Uint8Array | undefined): string | undefined => found && new TextDecoder().decode(found)

/** What every disk must do, the real one and the one that tests use in its place. */
export const diskContract = (name: string, make: () => Promise<Disk>): void => {
  describe(`a disk: ${name}`, () => {
    test('gives back what was written, in directories that did not exist', async () => {
      const disk = await make()
      await disk.write('test', '/a/b/c', bytes('one'), 0o600)
      expect(text(await disk.read('test', '/a/b/c'))).toBe('one')
    })

    test('replaces a file', async () => {
      const disk = await make()
      await disk.write('test', '/a', bytes('a longer text'), 0o644)
      await disk.write('test', '/a', bytes('short'), 0o644)
      expect(text(await disk.read('test', '/a'))).toBe('short')
    })

    test('knows no file that was never written, and forgets one that was removed', async () => {
      const disk = await make()
      expect(await disk.read('test', '/no/such')).toBeUndefined()
      await disk.write('test', '/a', bytes('x'), 0o600)
      await disk.remove('test', '/a')
      await disk.remove('test', '/a')
      expect(await disk.read('test', '/a')).toBeUndefined()
    })

    test('lists names in order, and nothing for a directory that is not there', async () => {
      const disk = await make()
      for (const path of ['/d/b', '/d/a', '/d/c/x']) await disk.write('test', path, bytes(path), 0o600)
      expect(await disk.list('test', '/d')).toEqual(['a', 'b', 'c'])
      expect(await disk.list('test', '/none')).toEqual([])
    })

    test.each(['relative', '/a/../b', '/a//b', '/a/./b', '/a\0b'])('refuses the path %j', async path => {
      const disk = await make()
      await expect(disk.write('test', path, bytes('x'), 0o600)).rejects.toMatchObject({ code: 'unsafe' })
    })
  })
}
