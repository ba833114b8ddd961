import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { InternetConfiguration } from './configuration.ts'

/**
 * What gateways find in the lab's internet, as a process in that namespace: `internet.ts CONFIGURATION`. A web server
 * that answers with a published file or else with the address it was asked from (so that masquerading can be seen), and HTTPS of the control plane,
 * ended here and handed on over a Unix socket byte by byte.
 */
const serveWeb = ({ web: address, published }: InternetConfiguration): Promise<void> =>
  new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      void fileAt(published, request.url).then(file =>
        response.end(file ?? `${request.socket.remoteAddress}\n`),
      )
    })
    server.once('error', reject).listen(80, address, resolve)
  })

const fileAt = async (folder: string, path = ''): Promise<Buffer | undefined> => {
  const name = /^\/([A-Za-z0-9_-][A-Za-z0-9._-]*)$/.exec(path)?.[1]
  return name === undefined ? undefined : readFile(join(folder, name)).catch(() => undefined)
}

const serveControl = async ({ control, certificate, key, socket }: InternetConfiguration): Promise<void> => {
  const identity = {
    cert: await readFile(certificate),
    key: await readFile(key),
    ALPNProtocols: ['http/1.1'],
  }
  const server = createTlsServer(identity, outer => {
    outer.on('error', () => outer.destroy())
    if (socket === undefined) {
      outer.destroy()
      return
    }
    const inner = connect(socket)
    inner.on('error', () => outer.destroy())
    outer.on('close', () => inner.destroy())
    outer.pipe(inner).pipe(outer)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(443, control, resolve)
  })
}

const configuration = InternetConfiguration.parse(JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')))
await serveWeb(configuration)
await serveControl(configuration)
console.log('ready')
