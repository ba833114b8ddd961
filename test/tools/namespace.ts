import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { text } from 'node:stream/consumers'

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * Its own network, mounts and processes, an empty /run, and an /etc of which every change is forgotten. When the first
 * process of a PID namespace dies, the kernel ends all others: nothing survives `dispose`, whatever a test started.
 */
const ENTER = ['--mount', '--net', '--pid', '--fork', '--kill-child']
const PREPARE = `
  set -e
  mount -t proc proc /proc
  mount -t tmpfs tmpfs /run
  mkdir -p /run/.etc/changes /run/.etc/work
  mount -t overlay overlay -o lowerdir=/etc,upperdir=/run/.etc/changes,workdir=/run/.etc/work /etc
  ip link set lo up
  echo ready
  exec sleep infinity
`

/** A place to run a gateway's real programs in without touching this machine's network or files. Needs root. */
export class Namespace implements AsyncDisposable {
  readonly #holder: ChildProcess

  private constructor(holder: ChildProcess) {
    this.#holder = holder
  }

  /** `prepare` is a shell script for the first process inside: it says anything when all is there, and does not end. */
  static async create(prepare = PREPARE, ...args: readonly string[]): Promise<Namespace> {
    const command = [...ENTER, 'sh', '-c', prepare, 'prepare', ...args]
    const holder = spawn('unshare', command, { stdio: ['ignore', 'pipe', 'pipe'] })
    const { stdout, stderr } = holder
    const ready = once(stdout, 'data').then(() => true)
    const died = once(holder, 'exit').then(() => false)
    if (!(await Promise.race([ready, died]))) throw new Error(`no namespace: ${await text(stderr)}`)
    return new Namespace(holder)
  }

  /** A process inside, as this machine sees it. */
  get pid(): number {
    if (this.#holder.pid === undefined) throw new Error('the namespace has no process')
    return this.#holder.pid
  }

  /** Runs a program to its end; `input` goes to its standard input. */
  async run(program: string, args: readonly string[], input = ''): Promise<Outcome> {
    const child = spawn('nsenter', [...this.#target(), program, ...args], { stdio: 'pipe' })
    // A program that ends without reading its input is no failure of ours.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number | null]>,
    ])
    return { code: code ?? -1, stdout, stderr }
  }

  /** Runs a program that must succeed; its standard output. */
  async must(program: string, args: readonly string[], input?: string): Promise<string> {
    const { code, stdout, stderr } = await this.run(program, args, input)
    if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`)
    return stdout
  }

  /** Starts a daemon that lives until it ends or the namespace does. */
  start(program: string, args: readonly string[]): void {
    spawn('nsenter', [...this.#target(), program, ...args], { stdio: 'ignore' })
  }

  /** What somebody outside calls to run a program inside. */
  command(program: string): readonly [string, ...string[]] {
    return ['nsenter', ...this.#target(), program]
  }

  /** A path inside, as this machine sees it. A link to `/…` on the way would lead out of the namespace. */
  outside(path: string): string {
    return `/proc/${this.pid}/root${path}`
  }

  /** Writes a file as only this namespace sees it: no program is run for it, and whoever reads sees all of it or what was there. */
  async write(path: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
    const file = this.outside(path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(`${file}.new`, content, { mode })
    await chmod(`${file}.new`, mode)
    await rename(`${file}.new`, file)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = once(this.#holder, 'exit')
    this.#holder.kill('SIGKILL')
    await gone
  }

  #target(): string[] {
    const own = `/proc/${this.#holder.pid}/ns`
    return [`--mount=${own}/mnt`, `--net=${own}/net`, `--pid=${own}/pid_for_children`, '--']
  }
}
