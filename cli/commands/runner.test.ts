import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { stringify } from 'yaml'
import { mustBeVouchedFor } from '../../runner/core/trust/package.ts'
import { GATEWAY_POLICY } from '../../runner/core/trust/policy.ts'
import { heldRoot } from '../../runner/core/trust/root.ts'
import { digestOf } from '../../schema/wire/canonical.ts'
import { RunnerRelease } from '../../schema/wire/runner-release.ts'
import { validNetwork } from '../../test/fixtures/reference.ts'
import { changed, TWO_SITES } from '../../test/fixtures/two-sites.ts'
import { compile } from '../../worker/compile/compile.ts'
import { CommandError } from '../command-error.ts'
import { makeNetworkKeys } from '../init/network-keys.ts'
import { runnerCommand } from './runner.ts'

const exec = promisify(execFile)

let folder: string
let printed: string
let server: Server
let url: string
let stored: Map<string, Buffer>
let root: Uint8Array

/** A network of two operators who must both sign, with a control plane that takes whatever it is given. */
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cygnet-runner-'))
  printed = ''
  stored = new Map()
  const keys = makeNetworkKeys({ operators: 2, threshold: 2, now: new Date() })
  root = keys.rootBytes
  await mkdir(path.join(folder, 'trust'))
  await writeFile(path.join(folder, 'trust/1.root.json'), root)
  await writeFile(path.join(folder, 'topology.yaml'), stringify(TWO_SITES))
  for (const [index, key] of keys.operatorKeys.entries())
    await writeFile(path.join(folder, `operator-${index + 1}.pem`), key)
  vi.stubEnv('CYGNET_TOKEN', 'token-of-alice')
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation(text => {
      printed += String(text)
      return true
    })
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      stored.set(`${request.method} ${request.url} ${request.headers.authorization}`, Buffer.concat(chunks))
      response.writeHead(201).end('{}')
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/v1/test`
})
afterEach(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  server.close()
  await rm(folder, { recursive: true })
})

const run = (...words: string[]) => runnerCommand().exitOverride().parseAsync(words, { from: 'user' })

const deb = async (
  control: { name?: string; version?: string; architecture?: string } = {},
): Promise<string> => {
  const { name = 'cygnet-runner', version = '0.2.0', architecture = 'amd64' } = control
  const tree = path.join(folder, 'tree')
  await mkdir(path.join(tree, 'DEBIAN'), { recursive: true })
  const text = `Package: ${name}\nVersion: ${version}\nArchitecture: ${architecture}\nMaintainer: a <a@localhost>\nDescription: a\n`
  await writeFile(path.join(tree, 'DEBIAN/control'), text)
  const made = path.join(folder, `${name}_${version}_${architecture}.deb`)
  await exec('dpkg-deb', ['--build', tree, made])
  return made
}

const publish = (...files: string[]) => run('publish', ...files, '--dir', folder, '--url', url)

const recorded = async (): Promise<string> => await readFile(path.join(folder, 'runners/0.2.0.json'), 'utf8')

test('what is published, signed and named in the topology is in the bundle, as gateways believe it', async () => {
  const files = [await deb(), await deb({ architecture: 'arm64' })]
  await publish(...files)
  const bytes = await Promise.all(files.map(file => readFile(file)))
  expect([...stored]).toEqual(
    bytes.map(one => [`PUT /v1/test/packages/${digestOf(one)} Bearer token-of-alice`, one]),
  )
  expect(printed).toContain('signed by 0 of the 2 operators')
  const file = path.join(folder, 'runners/0.2.0.json')
  await run('sign', file, '--key', path.join(folder, 'operator-1.pem'))
  await run('sign', file, '--key', path.join(folder, 'operator-1.pem'))
  expect(printed).toContain('signed by 1 of the 2 operators')
  const text = stringify(changed(TWO_SITES, { runner: '0.2.0' }))
  const released = async (): Promise<RunnerRelease> => {
    const files = [
      ['topology.yaml', text],
      ['runners/0.2.0.json', await recorded()],
    ] as const
    return RunnerRelease.parse(compile(validNetwork(new Map(files)))[0]?.runner)
  }
  const trusted = heldRoot(root, GATEWAY_POLICY)
  const early = await released()
  expect(() => mustBeVouchedFor(trusted, 'test', early)).toThrow('signed by 1 of the 2 operators')
  await run('sign', file, '--key', path.join(folder, 'operator-2.pem'))
  expect(printed).toContain('gateways will install it')
  const complete = await released()
  expect(() => mustBeVouchedFor(trusted, 'test', complete)).not.toThrow()
  expect(() => mustBeVouchedFor(trusted, 'arkham', complete)).toThrow('signed by 0')
})

test('published again, the same packages stay signed, and others do not', async () => {
  const file = await deb()
  await publish(file)
  await run('sign', path.join(folder, 'runners/0.2.0.json'), '--key', path.join(folder, 'operator-1.pem'))
  const before = await recorded()
  await publish(file)
  expect(await recorded()).toBe(before)
  await publish(file, await deb({ architecture: 'arm64' }))
  expect(JSON.parse(await recorded())).toMatchObject({ runner: { signatures: [] } })
})

test('what no gateway would install is not published', async () => {
  const refused = [
    [await deb({ name: 'openssh-server' })],
    [await deb({ version: '0.2.0-1' })],
    [await deb({ architecture: 'i386' })],
    [await deb(), await deb({ version: '0.3.0' })],
    [path.join(folder, 'topology.yaml')],
    [path.join(folder, 'none.deb')],
  ]
  for (const files of refused) await expect(publish(...files)).rejects.toBeInstanceOf(CommandError)
  expect(stored.size).toBe(0)
})
