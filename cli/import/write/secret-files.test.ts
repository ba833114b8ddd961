import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import nacl from 'tweetnacl'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readSealedFile } from '../../../schema/topology/beside/sealed-file.ts'
import { open } from '../../../schema/wire/sealed.ts'
import type { PlannedSecret } from '../join/import-host.ts'
import { forgetSecret, storeSecret } from './secret-files.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cygnet-secrets-'))
})
afterEach(() => rm(folder, { recursive: true }))

const place = { file: 'etc/ipsec.secrets', line: 1, column: 1, endLine: 1, endColumn: 2 }
const secret = (value: string, gateways: readonly string[]): PlannedSecret => ({
  name: 'a-b',
  holds: 'psk',
  bits: 20,
  value: new TextEncoder().encode(value),
  from: place,
  gateways,
})
const pair = nacl.box.keyPair()
const keys = new Map([['a', Buffer.from(pair.publicKey).toString('base64')]])

test('a gateway without keys: its secret waits, for its owner alone, where Git does not look', async () => {
  const stored = await storeSecret(folder, 'net', secret('hush', ['a', 'b']), new Map())
  expect(stored).toMatchObject({ file: '.cygnet/secrets/a-b.json', waitingFor: ['a', 'b'], differs: false })
  expect((await stat(path.join(folder, stored.file))).mode & 0o777).toBe(0o600)
  expect((await stat(path.join(folder, '.cygnet/secrets'))).mode & 0o777).toBe(0o700)
  expect(await readFile(path.join(folder, '.cygnet/.gitignore'), 'utf8')).toBe('*\n')
  expect(await readdir(folder)).toEqual(['.cygnet'])
  await forgetSecret(folder, 'a-b')
  expect(await readdir(path.join(folder, '.cygnet/secrets'))).toEqual([])
})

test('a gateway with keys: its secret is sealed to it, and to nobody else', async () => {
  const stored = await storeSecret(folder, 'net', secret('hush', ['a']), keys)
  expect(stored).toMatchObject({ file: 'secrets/a-b.json', waitingFor: [] })
  const text = await readFile(path.join(folder, stored.file), 'utf8')
  expect(text).not.toContain(Buffer.from('hush').toString('base64'))
  const reading = readSealedFile(text)
  if (reading.kind !== 'sealed') throw new Error('not sealed')
  const opened = open(
    pair.secretKey,
    { network: 'net', name: 'a-b', holds: 'psk' },
    reading.file.boxes['a']?.box ?? '',
  )
  expect(new TextDecoder().decode(opened)).toBe('hush')
})

test('one of two gateways has keys: sealed to the one, waiting for the other', async () => {
  const stored = await storeSecret(folder, 'net', secret('hush', ['a', 'b']), keys)
  expect(stored.waitingFor).toEqual(['b'])
  expect((await readdir(folder)).sort()).toEqual(['.cygnet', 'secrets'])
})

test('the other end has another key: the first one stays, and it is said', async () => {
  await storeSecret(folder, 'net', secret('hush', ['a']), new Map())
  const again = await storeSecret(folder, 'net', secret('hush', ['a', 'b']), new Map())
  expect(again.differs).toBe(false)
  const other = await storeSecret(folder, 'net', secret('shout', ['a', 'b']), new Map())
  expect(other.differs).toBe(true)
  expect(await readFile(path.join(folder, other.file), 'utf8')).toContain(
    Buffer.from('hush').toString('base64'),
  )
})
