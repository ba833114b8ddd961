import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { tuf } from '../../runner/tuf/command.ts'
import { Repository } from './repository.ts'

/** A repository on loopback, and the client with folders of its own, run by its command line as the suite runs it. */
export class Client {
  readonly repository: Repository
  /** Requests for metadata as `role version` or `role`, in order. */
  readonly asked: string[] = []
  /** The same for files: the path as it was asked for, decoded. */
  readonly fetched: string[] = []
  now = new Date()
  /** What the last command said on standard error. */
  said = ''
  readonly #folder: string
  readonly #url: string

  private constructor(repository: Repository, folder: string, url: string) {
    this.repository = repository
    this.#folder = folder
    this.#url = url
  }

  /** Not anchored yet. */
  static async begin(repository = new Repository()): Promise<Client> {
    const folder = await mkdtemp(join(tmpdir(), 'cygnet-tuf-'))
    let answer = (_path: string): Uint8Array | undefined => undefined
    const server: Server = createServer((request, response) => {
      const bytes = answer((request.url ?? '').slice(1))
      response.writeHead(bytes ? 200 : 404).end(bytes)
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const client = new Client(repository, folder, url)
    answer = path => client.#answer(path)
    onTestFinished(async () => {
      server.closeAllConnections()
      server.close()
      await rm(folder, { recursive: true })
    })
    return client
  }

  /** Anchored in the first root, unless another is given. */
  static async anchored(repository = new Repository()): Promise<Client> {
    const client = await Client.begin(repository)
    if ((await client.init()) !== 0) throw new Error('init failed')
    return client
  }

  async init(root = this.repository.newest('root', 1)): Promise<number> {
    const file = join(this.#folder, 'initial_root.json')
    await writeFile(file, root)
    return await this.#run('--metadata-dir', this.metadataDir, 'init', file)
  }

  refresh(): Promise<number> {
    return this.#run(
      '--metadata-url',
      `${this.#url}/metadata/`,
      '--metadata-dir',
      this.metadataDir,
      'refresh',
    )
  }

  download(...paths: string[]): Promise<number> {
    const names = paths.flatMap(path => ['--target-name', path])
    const metadata = ['--metadata-url', `${this.#url}/metadata/`, '--metadata-dir', this.metadataDir]
    const targets = ['--target-dir', this.targetDir, '--target-base-url', `${this.#url}/targets/`]
    return this.#run(...metadata, ...names, ...targets, 'download')
  }

  get metadataDir(): string {
    return join(this.#folder, 'metadata')
  }

  get targetDir(): string {
    return join(this.#folder, 'targets')
  }

  /** What is trusted, as `role version`, sorted. */
  trusted(): string[] {
    return files(this.metadataDir).map(([name, bytes]) => {
      const { signed }: { signed: { version: number } } = JSON.parse(bytes.toString())
      return `${name.replace(/\.json$/, '')} ${signed.version}`
    })
  }

  trustedBytes(role: string): Uint8Array {
    return readFileSync(join(this.metadataDir, `${role}.json`))
  }

  /** Contents of all files that were kept, by the name they were kept under. */
  kept(): Record<string, string> {
    return Object.fromEntries(files(this.targetDir).map(([name, bytes]) => [name, bytes.toString()]))
  }

  async #run(...args: string[]): Promise<number> {
    const spy = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    try {
      return await tuf(args, { now: () => this.now })
    } finally {
      this.said = spy.mock.calls.map(([text]) => String(text)).join('')
      spy.mockRestore()
    }
  }

  #answer(path: string): Uint8Array | undefined {
    const [, folder, rest = ''] = /^(metadata|targets)\/(.*)$/.exec(path) ?? []
    if (folder === 'targets') return this.#artifact(rest)
    const { consistent_snapshot: consistent } = this.repository.root
    const [, version, role = ''] = /^(?:(\d+)\.)?(.*)\.json$/.exec(rest) ?? []
    this.asked.push(version === undefined ? role : `${role} ${version}`)
    const isVersioned = role === 'root' || (consistent && role !== 'timestamp')
    if (isVersioned !== (version !== undefined)) return undefined
    return this.repository.published
      .get(decodeURIComponent(role))
      ?.at(version === undefined ? -1 : Number(version) - 1)
  }

  #artifact(path: string): Uint8Array | undefined {
    this.fetched.push(decodeURIComponent(path))
    const plain = decodeURIComponent(
      this.repository.root.consistent_snapshot ? path.replace(/[0-9a-f]{64,128}\.([^/]*)$/, '$1') : path,
    )
    return this.repository.artifacts.get(plain)
  }
}

const files = (folder: string): (readonly [string, Buffer])[] => {
  try {
    return readdirSync(folder)
      .sort()
      .map(name => [name, readFileSync(join(folder, name))] as const)
  } catch {
    return []
  }
}
