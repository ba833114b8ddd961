import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readSealedFile } from '../../schema/topology/beside/sealed-file.ts'
import { open } from '../../schema/wire/sealed.ts'
import { REFERENCE, REFERENCE_KEYS } from '../../test/fixtures/reference.ts'
import { sketchFolder } from '../secret/sketch-folder.ts'
import { accessOf, addUser, removeUser, rotateUser } from './change-users.ts'
import { ntHash } from './nt-hash.ts'
import { newPassword, weakness } from './password.ts'

const ACCESS = `
access:
  laptops:
    gateway: rlyeh
    via: enp9s0
    id: ipsec.example.com
    certificate: pki/ipsec.example.com.crt
    routes: [10.0.0.0/8]
    pool: 10.0.255.0/24
`

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cygnet-user-'))
  await writeFile(path.join(folder, 'topology.yaml'), REFERENCE.replace('\nrollout:', `${ACCESS}\nrollout:`))
})
afterEach(() => rm(folder, { recursive: true }))

const add = async (name: string, address?: string) => {
  const sketch = await sketchFolder(folder)
  const password = await newPassword(undefined)
  const added = await addUser(folder, sketch, accessOf(sketch.topology, undefined), name, address, password)
  return { ...added, password: password.shown ?? '' }
}

const opened = async (name: string, keys: (typeof REFERENCE_KEYS)['rlyeh']): Promise<Uint8Array> => {
  const reading = readSealedFile(await readFile(path.join(folder, 'secrets', `${name}.json`), 'utf8'))
  if (reading.kind === 'refused') throw new Error(reading.fault.message)
  const box = reading.file.boxes['rlyeh']?.box ?? ''
  return open(keys.seal.secretKey, { network: 'miskatonic', name, holds: 'nt-hash' }, box)
}

test("a user's password reaches the gateway as its hash, and nobody else at all", async () => {
  const { password, address } = await add('eve')
  expect(address).toBe('10.0.255.1')
  expect(await opened('eve', REFERENCE_KEYS.rlyeh)).toEqual(ntHash(password))
  await expect(opened('eve', REFERENCE_KEYS.ulthar)).rejects.toMatchObject({ code: 'not-for-this-key' })
  for (const file of ['topology.yaml', 'secrets/eve.json'])
    expect(await readFile(path.join(folder, file), 'utf8')).not.toContain(password)
})

test('two users have two addresses, and a third cannot have one of theirs', async () => {
  await add('eve')
  expect((await add('bob')).address).toBe('10.0.255.2')
  await expect(add('mallory', '10.0.255.2')).rejects.toThrow('somebody else')
  await expect(add('mallory', '10.9.0.1')).rejects.toThrow('outside 10.0.255.0/24')
  await expect(add('eve')).rejects.toThrow('already')
})

test('whoever chooses a poor password is told; a drawn one is good', async () => {
  const file = path.join(folder, 'password.txt')
  await writeFile(file, 'hunter2\n')
  expect(weakness(await newPassword(file))).toMatch(/^warning: this password is worth some \d+ bits/)
  expect(weakness(await newPassword(undefined))).toBeUndefined()
})

test('a new password takes the place of the old one, under the same address', async () => {
  const { password } = await add('eve')
  const next = await newPassword(undefined)
  await rotateUser(folder, await sketchFolder(folder), 'eve', next)
  expect(await opened('eve', REFERENCE_KEYS.rlyeh)).toEqual(ntHash(next.shown ?? ''))
  expect(next.shown).not.toBe(password)
})

test('whoever is removed leaves neither a line nor a secret', async () => {
  const before = await readFile(path.join(folder, 'topology.yaml'), 'utf8')
  await add('eve')
  await removeUser(folder, await sketchFolder(folder), 'eve')
  expect(await readFile(path.join(folder, 'topology.yaml'), 'utf8')).toBe(before)
  expect(await readdir(path.join(folder, 'secrets'))).toEqual([])
})
