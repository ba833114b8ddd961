import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { get } from 'node:http'
import { text } from 'node:stream/consumers'
import { eventually } from '../../infra/lab/patience.ts'

/** A real server on this machine's loopback interface, as long as a test wants it. */
export class ServerProgram implements AsyncDisposable {
  readonly #child: ChildProcess

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  /** Starts it, and waits until `ready` answers 2xx. Throws with what it said when it ends before. */
  static async start(program: string, args: readonly string[], ready: string): Promise<ServerProgram> {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    const said = text(child.stderr)
    const started = new ServerProgram(child)
    await eventually(`${program} answers`, 60_000, async () => {
      if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}: ${await said}`)
      const { status } = await asked(ready).catch(() => ({ status: 0 }))
      return status >= 200 && status < 300 ? true : undefined
    })
    return started
  }

  /** Ends it as a power cut would, or as systemd does. */
  async stop(signal: 'SIGKILL' | 'SIGTERM' = 'SIGTERM'): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill(signal)
    await gone
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop('SIGKILL')
  }
}

/** A page, whole. */
export const asked = async (
  url: string,
  method = 'GET',
): Promise<{ readonly status: number; readonly body: string }> => {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>()
  const request = get(url, { method, agent: false }, response => {
    text(response).then(body => resolve({ status: response.statusCode ?? 0, body }), reject)
  })
  request.on('error', reject)
  return await promise
}
