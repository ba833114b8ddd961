import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ViciClient } from './client.ts'

test('whoever wanted to listen and gave it up while it connected asks for nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cygnet-vici-'))
  const path = join(folder, 'charon.vici')
  const heard: Buffer[] = []
  const server = createServer((socket: Socket) => socket.on('data', bytes => heard.push(bytes)))
  await once(server.listen(path), 'listening')
  try {
    await using client = await ViciClient.connect(path, 2)
    await client.listen(['ike-updown'], () => undefined, AbortSignal.abort())
  } finally {
    await new Promise(resolve => server.close(resolve))
    await rm(folder, { recursive: true })
  }
  expect(heard).toEqual([])
})
