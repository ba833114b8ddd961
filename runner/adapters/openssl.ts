import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RequestMaker } from '../ports/request-maker.ts'
import { ToolError } from '../ports/tool-error.ts'
import { succeed } from './process.ts'

/** A request and nothing around it (RFC 7468 §7). */
const PEM =
  /^-----BEGIN CERTIFICATE REQUEST-----\n[A-Za-z0-9+/=\n]{1,16384}-----END CERTIFICATE REQUEST-----\n$/

/** openssl by its command line, which `ca-certificates` brings to every gateway; `scratch` is a folder in memory. */
export const openssl = (scratch = '/run'): RequestMaker => ({
  request: async (config, keyPath) => {
    const folder = await mkdtemp(join(scratch, 'cygnet-csr-'))
    try {
      const file = join(folder, 'request.cnf')
      await writeFile(file, config, { mode: 0o600 })
      const args = ['req', '-new', '-batch', '-sha256', '-config', file, '-key', keyPath]
      const pem = await succeed('openssl', args)
      if (!PEM.test(pem)) throw new ToolError('failed', 'openssl', 'it did not write a certificate request')
      return pem
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
})
