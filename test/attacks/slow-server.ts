import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { onTestFinished } from 'vitest'
import { httpsStore } from '../../runner/adapters/store-https.ts'
import type { Source } from '../../runner/ports/source.ts'

/** A source that is a web server on this machine, which answers so and is gone when the test is over. */
export const sourceThat = async (answers: RequestListener): Promise<Source> => {
  const server = createServer(answers)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return httpsStore(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`)
}

/** An answer that never ends: byte by byte, as long as somebody listens. */
export const drip = (response: ServerResponse): void => {
  response.writeHead(200)
  const timer = setInterval(() => response.write(' '), 5)
  response.on('close', () => clearInterval(timer))
}
