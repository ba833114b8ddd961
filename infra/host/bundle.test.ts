import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HELP } from '../../runner/command-line.ts'
import { bundleRunner } from './bundle.ts'

describe('the runner as it is packaged', () => {
  let folder: string
  let code: string
  const runner = async (...args: string[]): Promise<string> => {
    const env = { ...process.env, CYGNET_CODE: code }
    return (await promisify(execFile)(process.execPath, [join(folder, 'runner.cjs'), ...args], { env }))
      .stdout
  }
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cygnet-bundle-'))
    code = join(folder, 'code')
    await bundleRunner(folder, '1.2.3')
  })
  afterAll(async () => await rm(folder, { recursive: true }))

  test('knows its version', async () => expect(await runner('--version')).toBe('1.2.3\n'))

  test('leaves the bytecode of a turn, starts from it, and makes it anew when it is damaged', async () => {
    expect(await runner('once', '--help')).toBe(HELP)
    const left = await readFile(code)
    const { ino } = await stat(code)
    expect(await runner('once', '--help')).toBe(HELP)
    expect((await stat(code)).ino, 'V8 took it').toBe(ino)
    await writeFile(code, left.subarray(0, -1))
    expect(await runner('once', '--help')).toBe(HELP)
    expect((await stat(code)).ino, 'it was made anew').not.toBe(ino)
  })

  test('leaves none of a turn that did not work: it has not called what every turn calls', async () => {
    await rm(code)
    await expect(runner('once', '--nonsense')).rejects.toMatchObject({ code: 2 })
    await expect(stat(code)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('has the S3 client beside it', async () => {
    const main = await readFile(join(folder, 'main.cjs'), 'utf8')
    expect(main).toContain('require("./store-s3.cjs")')
    const { stdout } = await promisify(execFile)(process.execPath, [
      '-p',
      `typeof require(${JSON.stringify(join(folder, 'store-s3.cjs'))}).s3Store`,
    ])
    expect(stdout).toBe('function\n')
  })
})
