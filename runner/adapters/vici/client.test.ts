import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ViciClient } from './client.ts'
import { encodePacket, PACKET, PacketReader } from './packet.ts'

/** A socket on which somebody answers as charon would, and a client of it. */
const beside = async (
  answer: (bytes: Buffer, socket: Socket) => void,
  test: (client: ViciClient) => Promise<void>,
): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'cygnet-vici-'))
  const path = join(folder, 'charon.vici')
  const server = createServer(socket => socket.on('data', bytes => answer(bytes, socket)))
  await once(server.listen(path), 'listening')
  try {
    await using client = await ViciClient.connect(path, 2)
    await test(client)
  } finally {
    await new Promise(resolve => server.close(resolve))
    await rm(folder, { recursive: true })
  }
}

test('whoever wanted to listen and gave it up while it connected asks for nothing', async () => {
  const heard: Buffer[] = []
  await beside(
    bytes => heard.push(bytes),
    client => client.listen(['ike-updown'], () => undefined, AbortSignal.abort()),
  )
  expect(heard).toEqual([])
})

test('whoever listens is told so when no event can be missed any more, and not before', async () => {
  const told: string[] = []
  const reader = new PacketReader()
  const enough = new AbortController()
  await beside(
    (bytes, socket) => {
      for (const { name } of reader.push(bytes)) {
        told.push(`charon confirms ${name}`)
        socket.write(encodePacket({ type: PACKET.confirm, name: '', message: new Map() }))
      }
    },
    client =>
      client.listen(
        ['ike-updown', 'child-updown'],
        () => undefined,
        enough.signal,
        () => {
          told.push('begun')
          enough.abort()
        },
      ),
  )
  expect(told).toEqual(['charon confirms ike-updown', 'charon confirms child-updown', 'begun'])
})
