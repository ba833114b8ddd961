import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createNetServer } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { digestOf } from '../../schema/wire/canonical.ts'
import { sourceContract } from '../../test/contracts/source.ts'
import { httpsStore } from './store-https.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

type Answer = (request: IncomingMessage, response: ServerResponse) => void

const serve = async (answer: Answer): Promise<{ url: string; close: () => void }> => {
  const server = createServer(answer)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const close = (): void => {
    server.closeAllConnections()
    server.close()
  }
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close }
}

const hostile = async (answer: Answer): Promise<string> => {
  const { url, close } = await serve(answer)
  closers.push(close)
  return url
}

sourceContract('a web server', async () => {
  const objects = new Map<string, Uint8Array>()
  const { url, close } = await serve((request, response) => {
    const found = objects.get((request.url ?? '').replace('/base/', ''))
    if (found === undefined) return response.writeHead(404).end()
    const etag = `"${digestOf(found)}"`
    if (request.headers['if-none-match'] === etag) return response.writeHead(304, { etag }).end()
    return response.writeHead(200, { etag }).end(found)
  })
  return {
    source: httpsStore(`${url}/base/`),
    put: async (path, bytes) => {
      await Promise.resolve(objects.set(path, bytes))
    },
    close: async () => await Promise.resolve(close()),
  }
})

const bounds = { bytes: 1000, seconds: 5 }

describe('a web server that means no good', () => {
  test('speaks another protocol all of a sudden: nothing is waited for', async () => {
    const server = createNetServer(socket => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.write('HTTP/1.1 101 \r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'))
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    closers.push(() => server.close())
    const { port } = server.address() as AddressInfo
    const store = httpsStore(`http://127.0.0.1:${port}`)
    await expect(store.get('metadata/timestamp.json', bounds)).rejects.toMatchObject({ code: 'refused' })
  })

  test('sends without end: the runner stops reading', async () => {
    const url = await hostile((_, response) => {
      response.writeHead(200)
      response.on('error', () => undefined)
      const more = (): void => {
        while (response.write(Buffer.alloc(1024)));
        response.once('drain', more)
      }
      more()
    })
    await expect(httpsStore(url).get('x', bounds)).rejects.toMatchObject({ code: 'too-large' })
  })

  test('announces more than is allowed: not a byte of it is read', async () => {
    const url = await hostile((_, response) =>
      response.writeHead(200, { 'content-length': 5000 }).flushHeaders(),
    )
    await expect(httpsStore(url).get('x', bounds)).rejects.toMatchObject({ code: 'too-large' })
  })

  test('never finishes: the runner does', async () => {
    const url = await hostile((_, response) => void response.writeHead(200).write('drip'))
    await expect(httpsStore(url).get('x', { bytes: 1000, seconds: 0.2 })).rejects.toMatchObject({
      code: 'too-slow',
    })
  })

  test('redirects in circles', async () => {
    const url = await hostile((_, response) => response.writeHead(302, { location: '/again' }).end())
    await expect(httpsStore(url).get('x', bounds)).rejects.toMatchObject({ code: 'refused' })
  })

  test('redirects to plain text elsewhere', async () => {
    const url = await hostile((_, response) =>
      response.writeHead(302, { location: 'http://192.0.2.1/x' }).end(),
    )
    await expect(httpsStore(url).get('x', bounds)).rejects.toMatchObject({ code: 'refused' })
  })

  test('is broken for a while: that proves nothing', async () => {
    const url = await hostile((_, response) => response.writeHead(503).end())
    await expect(httpsStore(url).get('x', bounds)).rejects.toMatchObject({ code: 'unreachable' })
  })

  test('one redirect to where the object is now is followed', async () => {
    const url = await hostile((request, response) =>
      request.url === '/x'
        ? response.writeHead(302, { location: '/y' }).end()
        : response.writeHead(200).end('moved'),
    )
    expect(await httpsStore(url).get('x', bounds)).toMatchObject({ kind: 'found' })
  })
})

test.each([
  'http://192.0.2.1/',
  'http://127.0.0.1.evil.example/',
  'ftp://127.0.0.1/',
  'http://localhost.evil/',
])('%s is not spoken to', async url => {
  await expect(httpsStore(url).get('x', bounds)).rejects.toMatchObject({ code: 'refused' })
})
