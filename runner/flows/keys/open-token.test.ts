import nacl from 'tweetnacl'
import { expect, test } from 'vitest'
import { toBase64 } from '../../../schema/wire/base64.ts'
import type { Bundle } from '../../../schema/wire/bundle.ts'
import { seal } from '../../../schema/wire/sealed.ts'
import { monitorOf } from '../../../test/fixtures/measured-network.ts'
import { RLYEH } from '../../../test/fixtures/rlyeh-in-memory.ts'
import { MemoryDisk } from '../../adapters/memory/disk.ts'
import { SEAL_KEY } from '../../core/paths.ts'
import { writeKey } from './key-file.ts'
import { openToken } from './open-token.ts'

const own = nacl.box.keyPair()
const disk = new MemoryDisk()
await writeKey(disk, SEAL_KEY, own.secretKey)

/** A bundle that pushes with this token, in a box for this key. */
const pushing = (token: string, to = own.publicKey): Bundle => ({
  ...RLYEH,
  monitor: monitorOf({ influx: { url: 'https://influx.example/write?db=x', token: 'monitor_token' } }),
  secrets: [
    {
      id: 'monitor_token',
      kind: 'sealed',
      name: 'influx',
      holds: 'token',
      box: seal(
        toBase64(to),
        { network: RLYEH.network, name: 'influx', holds: 'token' },
        new TextEncoder().encode(token),
      ),
    },
  ],
})

test('a token is what was typed, without the line feed of the file that it came from', async () => {
  expect(await openToken(disk, pushing('cygnet:p4ss word\n'))).toBe('cygnet:p4ss word')
})

test('where a bundle names no token there is none', async () => {
  const { monitor } = pushing('x')
  expect(
    await openToken(disk, { ...RLYEH, monitor: { ...monitorOf(), ...monitor, influx: undefined } }),
  ).toBe(undefined)
})

test('a token for somebody else, or one that is not there, is refused by name and never shown', async () => {
  const foreign = openToken(disk, pushing('very secret', nacl.box.keyPair().publicKey))
  await expect(foreign).rejects.toMatchObject({ name: 'SealedError' })
  await expect(foreign).rejects.not.toThrow('very secret')
  await expect(openToken(disk, { ...pushing('x'), secrets: [] })).rejects.toThrow('monitor_token')
})

test('a key is never sent to a database as its token, whoever signed that it shall be', async () => {
  const { secrets, ...bundle } = pushing('very secret')
  await expect(openToken(disk, { ...bundle, secrets })).resolves.toBe('very secret')
  for (const holds of ['psk', 'password'] as const) {
    const as = { network: RLYEH.network, name: 'tunnel', holds }
    const box = seal(toBase64(own.publicKey), as, new TextEncoder().encode('very secret'))
    const stolen = { id: 'monitor_token', kind: 'sealed', name: 'tunnel', holds, box } as const
    await expect(openToken(disk, { ...bundle, secrets: [stolen] })).rejects.toThrow('not sealed as one')
    // What it is stands in the box, where a thief cannot change it.
    const renamed = openToken(disk, { ...bundle, secrets: [{ ...stolen, holds: 'token' }] })
    await expect(renamed).rejects.toMatchObject({ code: 'wrong-holds' })
  }
})
