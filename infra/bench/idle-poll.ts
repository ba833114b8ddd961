import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { realDisk } from '../../runner/adapters/disk.ts'
import { sourceAt } from '../../runner/adapters/source-at.ts'
import { SIGN_KEY, STATE } from '../../runner/core/paths.ts'
import { journalBytes } from '../../runner/core/state/journal.ts'
import { stage } from '../../runner/flows/change/generations.ts'
import { writeKey } from '../../runner/flows/keys/key-file.ts'
import { fetchBundle } from '../../runner/flows/trust/fetch-bundle.ts'
import { refresh } from '../../runner/flows/trust/refresh.ts'
import { digestOf } from '../../schema/wire/canonical.ts'
import type { Monitor } from '../../schema/wire/monitor.ts'
import { TIMESTAMP } from '../../schema/wire/repository.ts'
import { bundleRunner } from '../host/bundle.ts'
import { LabRepository } from '../lab/managed/repository.ts'
import { bundleOf } from './sample-bundle.ts'

/** A gateway with a release in force, and a repository on loopback that has nothing new for it. */
export interface IdleGateway extends AsyncDisposable {
  /** The runner as the package installs it, one turn. */
  readonly once: readonly string[]
  /** The runner as the service runs it: turns for ever. */
  readonly service: readonly string[]
  /** The same request by curl, with the same ETag. */
  readonly curl: readonly string[]
  /** Requests answered since the last call, as `METHOD path status`. */
  requests(): string[]
}

/**
 * Lays out /etc/cygnet and /var/lib/cygnet as after a release, and serves the repository. Wants a mount namespace of
 * its own with writable copies of both: it writes there. With `monitor`, that is measured.
 */
export const idleGateway = async (
  network: string,
  gateway: string,
  monitor?: Monitor,
): Promise<IdleGateway> => {
  const folder = await mkdtemp(join(tmpdir(), 'cygnet-bench-'))
  const repository = new LabRepository()
  await repository.release([bundleOf(network, gateway, monitor)])
  const { store, root } = repository
  const answered: string[] = []
  const server = createServer((request, response) => {
    const object = store.objects.get((request.url ?? '').slice(1))
    const etag = object === undefined ? '' : `"${digestOf(object)}"`
    const known = request.headers['if-none-match'] === etag
    // A report is taken, whatever it says.
    const status = request.method === 'POST' ? 202 : object === undefined ? 404 : known ? 304 : 200
    answered.push(`${request.method} ${request.url} ${status}`)
    response.writeHead(status, { etag }).end(status === 200 ? object : undefined)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await settle(url, root, { network, gateway })
  await bundleRunner(folder, 'bench')
  const timestamp = store.objects.get(TIMESTAMP) ?? new Uint8Array()
  // As the package's launcher does.
  const runner = (command: 'once' | 'run', variables: string[], ...flags: string[]): string[] => [
    'env',
    'SSL_CERT_DIR=/etc/ssl/certs',
    'SSL_CERT_FILE=/dev/null',
    ...variables,
    process.execPath,
    ...flags,
    '--use-openssl-ca',
    `${folder}/runner.cjs`,
    command,
  ]
  // The first look for drift is over, and there is nothing to report.
  const [first = '', ...rest] = runner('once', [])
  await promisify(execFile)(first, rest)
  return {
    once: runner('once', [`CYGNET_CODE=${folder}/code`], '--min-semi-space-size=4'),
    service: runner('run', [], '--lite-mode', '--max-semi-space-size=1'),
    curl: ['curl', '-sS', '-H', `If-None-Match: "${digestOf(timestamp)}"`, `${url}/metadata/timestamp.json`],
    requests: () => answered.splice(0),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** What enrolment and a first commit leave on disk. */
const settle = async (
  url: string,
  root: Uint8Array,
  who: { network: string; gateway: string },
): Promise<void> => {
  await mkdir(`${STATE}/trust`, { recursive: true })
  await mkdir('/etc/cygnet', { recursive: true })
  await writeFile(`${STATE}/trust/root.json`, root)
  await writeFile(
    '/etc/cygnet/runner.json',
    JSON.stringify({ ...who, source: url, reports: `${url}/reports` }),
  )
  await writeKey(realDisk(), SIGN_KEY, new Uint8Array(32).fill(9))
  const ports = { disk: realDisk(), source: sourceAt(url), clock: { now: () => new Date() } }
  const { target } = await refresh(ports, { ...who, folder: STATE })
  await stage(ports.disk, await fetchBundle(ports, target, who))
  const inForce = { digest: target.digest, release: target.custom.release }
  await writeFile(`${STATE}/journal.json`, journalBytes({ cygnet: 1, knownBad: [], originals: {}, inForce }))
}
