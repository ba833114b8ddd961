import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { networkInterfaces } from 'node:os'

/**
 * One side of a transfer, inside a host of the lab: `peer.ts receive` prints where it listens and then what came in;
 * `peer.ts send ADDRESS PORT BYTES` prints what went out. Both as a line of JSON with the SHA-256 of the bytes.
 */
const hash = createHash('sha256')
const tell = (what: object): boolean => process.stdout.write(`${JSON.stringify(what)}\n`)

const receive = async (): Promise<void> => {
  const address =
    Object.values(networkInterfaces())
      .flat()
      .find(own => own?.internal === false)?.address ?? '127.0.0.1'
  const server = createServer().listen(0, address)
  await once(server, 'listening')
  const own = server.address()
  tell({ address, port: typeof own === 'object' ? own?.port : 0 })
  const [socket] = await once(server, 'connection')
  const start = performance.now()
  let bytes = 0
  for await (const chunk of socket) {
    hash.update(chunk)
    bytes += chunk.length
  }
  tell({ bytes, seconds: (performance.now() - start) / 1000, sha256: hash.digest('hex') })
  server.close()
}

const send = async (address: string, port: number, bytes: number): Promise<void> => {
  const socket = connect(port, address)
  await once(socket, 'connect')
  const start = performance.now()
  for (let left = bytes; left > 0; ) {
    const chunk = randomBytes(Math.min(left, 65_536))
    hash.update(chunk)
    left -= chunk.length
    if (!socket.write(chunk)) await once(socket, 'drain')
  }
  socket.end()
  await once(socket, 'close')
  tell({ bytes, seconds: (performance.now() - start) / 1000, sha256: hash.digest('hex') })
}

const [verb, address = '', port = '0', bytes = '0'] = process.argv.slice(2)
await (verb === 'receive' ? receive() : send(address, Number(port), Number(bytes)))
