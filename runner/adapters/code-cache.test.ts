import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { keepCode, keptCode } from './code-cache.ts'

const BUILD = 'a'.repeat(64)
// A line end within, as bytecode has: only the first one ends the seal.
const CODE = Buffer.from('bytecode\n of a turn')

describe('bytecode that a turn left', () => {
  let folder: string
  let path: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cygnet-code-'))
    path = join(folder, 'code')
  })
  beforeEach(async () => await keepCode(path, BUILD, CODE))
  afterAll(async () => await rm(folder, { recursive: true }))

  test('is there for the next one', () => expect(keptCode(path, BUILD)).toEqual(CODE))

  test('is none for another build of the same length', () => {
    expect(keptCode(path, 'b'.repeat(64))).toBeUndefined()
  })

  test('is none when a power cut took its end, or all of it', async () => {
    for (const length of [(await readFile(path)).length - 1, 70, 10, 0]) {
      await truncate(path, length)
      expect(keptCode(path, BUILD)).toBeUndefined()
    }
  })

  test('is none when a bit has flipped in any of its bytes: V8 would run it or die of it', async () => {
    const whole = await readFile(path)
    for (const [at, byte] of whole.entries()) {
      const flipped = Buffer.from(whole)
      flipped[at] = byte ^ (1 << (at % 8))
      await writeFile(path, flipped)
      expect(keptCode(path, BUILD)).toBeUndefined()
    }
  })

  test('is missed by nobody where there is no place for it', async () => {
    await expect(keepCode(join(path, 'below', 'a-file'), BUILD, CODE)).resolves.toBeUndefined()
    expect(keptCode(join(folder, 'nothing'), BUILD)).toBeUndefined()
  })
})
