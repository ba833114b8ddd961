import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Stands in for `npx wrangler`: a bucket is a folder, a secret is a file; takes no word that the playbook does not use. */
const NPX = `#!/bin/bash
set -eu
case "$*" in
  "wrangler r2 object put "*" --file "*" --remote") mkdir -p "$(dirname "$CLOUD/r2/$5")"; cp "$7" "$CLOUD/r2/$5" ;;
  "wrangler r2 object delete "*" --remote") rm -f "$CLOUD/r2/$5"; echo "$5" >> "$CLOUD/deleted" ;;
  "wrangler r2 bucket create "*) mkdir "$CLOUD/r2/$5" ;;
  "wrangler secret put "*) cat > "$CLOUD/secrets/$4" ;;
  "wrangler secret delete "*) rm "$CLOUD/secrets/$4" ;;
  *) echo "npx $*: not in the playbook" >&2; exit 1 ;;
esac
`

/** The commands of each page of the playbook, by its title. */
export const pagesOf = (text: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    text.split(/^## /m).map(page => {
      const [title = ''] = page.split('\n')
      return [title, [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(block => block[1] ?? '')]
    }),
  )

/** An operator with a shell in the network's repository, who types what a page says. */
export class PlaybookWalk {
  readonly folder: string
  readonly #environment: Record<string, string>
  readonly #pages: ReadonlyMap<string, readonly string[]>

  private constructor(folder: string, pages: ReadonlyMap<string, readonly string[]>) {
    this.folder = folder
    this.#pages = pages
    this.#environment = {
      PATH: `${path.join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
      HOME: folder,
      CLOUD: path.join(folder, 'cloud'),
      NETWORK: 'miskatonic',
      BUCKET: 'cygnet',
      CYGNET_PASSPHRASE: 'iä iä',
    }
  }

  static async begin(): Promise<PlaybookWalk> {
    const folder = await mkdtemp(path.join(tmpdir(), 'cygnet-playbook-'))
    const text = await readFile(path.join(ROOT, 'infra/worker/keys/playbook.md'), 'utf8')
    const walk = new PlaybookWalk(folder, pagesOf(text))
    for (const name of ['bin', 'network', 'cloud/r2/cygnet', 'cloud/secrets'])
      await mkdir(path.join(folder, name), { recursive: true })
    await writeFile(path.join(folder, 'bin/npx'), NPX)
    const cygnet = `#!/bin/sh\nexec "${process.execPath}" "${path.join(ROOT, 'cli/main.ts')}" "$@"\n`
    await writeFile(path.join(folder, 'bin/cygnet'), cygnet)
    for (const name of ['npx', 'cygnet']) await chmod(path.join(folder, 'bin', name), 0o755)
    for (const [name, value] of [
      ['user.name', 'Henry Armitage'],
      ['user.email', 'armitage@miskatonic.test'],
      ['init.defaultBranch', 'main'],
    ] as const)
      await walk.#shell(`git config --global ${name} "${value}"`)
    await walk.#shell('git init --quiet .')
    return walk
  }

  /** Types one page, or some of its blocks, perhaps not as it stands, and answers what was printed. Throws when a command fails. */
  async follow(
    title: string,
    variables: { readonly N?: string; readonly BUCKET?: string } = {},
    blocks: readonly [from: number, to?: number] = [0],
    mistyped: (script: string) => string = script => script,
  ): Promise<string> {
    const page = this.#pages.get(title)
    if (page === undefined || page.length === 0)
      throw new Error(`the playbook has no commands under ${title}`)
    return this.#shell(mistyped(page.slice(...blocks).join('\n')), variables)
  }

  async secret(name: string): Promise<string | undefined> {
    return readFile(path.join(this.folder, 'cloud/secrets', name), 'utf8').catch(() => undefined)
  }

  /** What lies in a bucket, by its name there. */
  async bucket(name = 'cygnet'): Promise<ReadonlyMap<string, Uint8Array>> {
    const folder = path.join(this.folder, 'cloud/r2', name)
    const files = await readdir(folder, { recursive: true, withFileTypes: true })
    const entries = files.filter(file => file.isFile()).map(file => path.join(file.parentPath, file.name))
    return new Map(
      await Promise.all(
        entries.map(async file => [path.relative(folder, file), await readFile(file)] as const),
      ),
    )
  }

  async deleted(): Promise<string> {
    return readFile(path.join(this.folder, 'cloud/deleted'), 'utf8').catch(() => '')
  }

  async #shell(script: string, variables: Record<string, string | undefined> = {}): Promise<string> {
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: path.join(this.folder, 'network'),
      env: { ...this.#environment, ...variables },
    })
    return stdout
  }
}
