import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { s3Store } from './store-s3.ts'

/** The client is large, and its first use is all of it. */
/** A store that means no good, and how many connections to it stay open. */
const hostile = async (answer: (response: ServerResponse) => void) => {
  const server = createServer((_, response) => {
    response.on('error', () => undefined)
    answer(response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const endpoint = `http://127.0.0.1:${port}`
  const store = s3Store('s3://cygnet/x', {
    endpoint,
    region: 'auto',
    accessKeyId: 'gateway',
    secretAccessKey: 'for-tests-only',
  })
  const open = () => new Promise<number>(resolve => server.getConnections((_, count) => resolve(count)))
  return { store, open }
}

const flood = (response: ServerResponse): void => {
  while (!response.destroyed && response.write(Buffer.alloc(64 * 1024, 0x20)));
  response.once('drain', () => flood(response))
}

const bounds = { bytes: 1000, seconds: 30 }

test.each([200, 403, 404, 500])('an answer of %d without end is not read to it', async status => {
  const { store } = await hostile(response => {
    response.writeHead(status)
    flood(response)
  })
  await expect(store.get('timestamp.json', bounds)).rejects.toMatchObject({ code: 'too-large' })
})

test('an answer that trickles ends in its time', async () => {
  const { store } = await hostile(response => {
    response.writeHead(200)
    const timer = setInterval(() => response.write(' '), 20)
    response.on('close', () => clearInterval(timer))
  })
  await expect(store.get('timestamp.json', { ...bounds, seconds: 0.3 })).rejects.toMatchObject({
    code: 'too-slow',
  })
})

test('what is announced to be too large leaves no connection behind', async () => {
  const { store, open } = await hostile(response => {
    response.writeHead(200, { 'content-length': 1_000_000 })
    response.write('x')
  })
  for (let poll = 0; poll < 3; poll++)
    await expect(store.get('timestamp.json', { ...bounds, bytes: 20_000 })).rejects.toMatchObject({
      code: 'too-large',
    })
  await expect.poll(open).toBe(0)
})

test('a small object that is not there is missing, however long that is told', async () => {
  const { store } = await hostile(response =>
    response
      .writeHead(404)
      .end(`<Error><Code>NoSuchKey</Code><Message>${'no '.repeat(99)}</Message></Error>`),
  )
  expect(await store.get('timestamp.json', { bytes: 5, seconds: 3 })).toEqual({ kind: 'missing' })
})
