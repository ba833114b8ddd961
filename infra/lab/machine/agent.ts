import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { LabError } from '../lab-error.ts'
import { eventually } from '../patience.ts'
import { LineChannel } from './line-channel.ts'

/** What a command inside a gateway left behind. Output beyond 16 MiB is cut by the agent. */
export interface GuestResult {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: Buffer
}

export interface GuestOptions {
  /** Milliseconds; 60 000 unless told. */
  readonly timeout?: number
  readonly stdin?: string | Uint8Array
}

/** Another process may want to talk to the same gateway, and the agent has one line only: hang up after a silence. */
const SILENCE = 300

const Refused = z.object({ error: z.object({ desc: z.string() }) })
const Started = z.object({ return: z.object({ pid: z.number() }) })
const Sync = z.object({ return: z.number() })
const Progress = z.object({
  return: z.object({
    exited: z.boolean(),
    exitcode: z.number().optional(),
    signal: z.number().optional(),
    'out-data': z.string().optional(),
    'err-data': z.string().optional(),
  }),
})

/**
 * Runs commands inside a gateway through QEMU's guest agent: a virtio serial port, a Unix socket on this side, no
 * network. Commands may run side by side; requests take turns.
 */
export class Agent {
  readonly #path: string
  #channel: LineChannel | undefined
  #turn: Promise<unknown> = Promise.resolve()
  #silence: NodeJS.Timeout | undefined
  #isOver = false

  constructor(path: string) {
    this.#path = path
  }

  /** Waits until the agent inside answers. */
  async ready(milliseconds: number): Promise<void> {
    await this.#request('guest-ping', {}, milliseconds)
  }

  /** Throws `timeout` and kills the command when it runs too long. A program that is not there is code 127. */
  async exec(argv: readonly string[], options: GuestOptions = {}): Promise<GuestResult> {
    const [path = '', ...arg] = argv
    const input =
      options.stdin === undefined ? {} : { 'input-data': Buffer.from(options.stdin).toString('base64') }
    const answer = await this.#request('guest-exec', { path, arg, 'capture-output': true, ...input })
    const refused = Refused.safeParse(answer)
    if (refused.success)
      return { code: 127, stdout: Buffer.alloc(0), stderr: Buffer.from(refused.data.error.desc) }
    const { pid } = Started.parse(answer).return
    const end = performance.now() + (options.timeout ?? 60_000)
    for (let pause = 5; ; pause = Math.min(pause * 1.5, 250)) {
      const now = Progress.parse(await this.#request('guest-exec-status', { pid })).return
      if (now.exited) return resultOf(now)
      if (performance.now() > end) {
        await this.#request('guest-exec', { path: 'kill', arg: ['-9', String(pid)] })
        throw new LabError(
          'timeout',
          `${argv.join(' ').slice(0, 200)} ran longer than ${options.timeout ?? 60_000} ms`,
        )
      }
      await sleep(pause)
    }
  }

  /** The machine is no more: whoever waits for an answer of it, or asks, is told so. The next machine has another agent. */
  end(): void {
    this.#isOver = true
    this.close()
  }

  /** Hangs up; the next request dials again. */
  close(): void {
    clearTimeout(this.#silence)
    this.#channel?.close()
    this.#channel = undefined
  }

  #request(
    execute: string,
    body: Readonly<Record<string, unknown>>,
    milliseconds = 30_000,
  ): Promise<unknown> {
    const mine = this.#turn.then(async () => {
      clearTimeout(this.#silence)
      try {
        this.#channel ??= await this.#connect(milliseconds)
        this.#channel.send({ execute, arguments: body })
        return await this.#channel.receive(() => true, milliseconds)
      } catch (error) {
        this.close()
        throw error
      } finally {
        this.#silence = setTimeout(() => this.close(), SILENCE)
        this.#silence.unref()
      }
    })
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  /** Answers to somebody before us may still stand in the line: go on from the answer that carries our own number. */
  async #connect(milliseconds: number): Promise<LineChannel> {
    const answer = await eventually('the guest agent answers', milliseconds, async () => {
      if (this.#isOver) return 'over'
      const channel = await LineChannel.open(this.#path)
      const id = Math.floor(Math.random() * 2 ** 31)
      try {
        channel.send({ execute: 'guest-sync-delimited', arguments: { id } })
        await channel.receive(document => Sync.safeParse(document).data?.return === id, 1000)
        return channel
      } catch (error) {
        channel.close()
        throw error
      }
    })
    if (answer === 'over') throw new LabError('agent', 'the power is off')
    return answer
  }
}

const resultOf = (now: z.infer<typeof Progress>['return']): GuestResult => ({
  code: now.exitcode ?? 128 + (now.signal ?? 0),
  stdout: Buffer.from(now['out-data'] ?? '', 'base64'),
  stderr: Buffer.from(now['err-data'] ?? '', 'base64'),
})
