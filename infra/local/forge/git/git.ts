import { spawn } from 'node:child_process'

/** A git command that failed: `code` is its exit status, `said` what it wrote to standard error. */
export class GitError extends Error {
  override readonly name = 'GitError'
  readonly code: number | null
  readonly said: string

  constructor(command: string, code: number | null, said: string) {
    super(`git ${command} ended with ${code}: ${said.trim()}`)
    this.code = code
    this.said = said
  }
}

/** Neither the machine's nor the person's Git settings have a say in the forge. */
export const gitEnvironment = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  LC_ALL: 'C.UTF-8',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  TZ: 'UTC',
})

export interface GitInput {
  readonly input?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
}

/** Git's own plumbing on one bare repository. */
export class Git {
  /** Path of the bare repository. */
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  /** Standard output of a git command; throws GitError unless it ends with 0. */
  async bytes(args: readonly string[], { input, env }: GitInput = {}): Promise<Buffer> {
    const child = spawn('git', ['--git-dir', this.folder, ...args], { env: { ...gitEnvironment(), ...env } })
    const output: Buffer[] = []
    const said: Buffer[] = []
    child.stdout.on('data', chunk => output.push(chunk))
    child.stderr.on('data', chunk => said.push(chunk))
    // A command that ends without reading its input is no fault of ours; its exit status tells.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    if (code !== 0) throw new GitError(args[0] ?? '', code, Buffer.concat([...said, ...output]).toString())
    return Buffer.concat(output)
  }

  /** The same as text, without the newline at its end. */
  async text(args: readonly string[], input: GitInput = {}): Promise<string> {
    return (await this.bytes(args, input)).toString().replace(/\n$/, '')
  }
}
