import { connect, type Socket } from 'node:net'
import { LabError } from '../lab-error.ts'

/**
 * One JSON document a line over a Unix socket, as QEMU's monitor and the guest agent speak. Whoever waits gets the
 * first document that `wanted` takes; documents that nobody waits for are dropped.
 */
export class LineChannel {
  readonly #socket: Socket
  readonly #waiting = new Set<{ wanted: (document: unknown) => boolean; give: (document: unknown) => void }>()
  readonly #closed: Promise<never>
  #rest = ''

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => this.#read(text))
    this.#closed = new Promise((_resolve, reject) => {
      socket.once('close', () => reject(new LabError('agent', 'the machine closed its socket')))
    })
    this.#closed.catch(() => undefined)
    socket.on('error', () => undefined)
  }

  static async open(path: string): Promise<LineChannel> {
    const socket = connect(path)
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
    return new LineChannel(socket)
  }

  send(document: unknown, prefix = ''): void {
    this.#socket.write(`${prefix}${JSON.stringify(document)}\n`)
  }

  /** Throws `timeout` after `milliseconds`, `agent` when the other side hangs up. */
  async receive(wanted: (document: unknown) => boolean, milliseconds: number): Promise<unknown> {
    let waiting: { wanted: typeof wanted; give: (document: unknown) => void } | undefined
    let timer: NodeJS.Timeout | undefined
    const answer = new Promise<unknown>((resolve, reject) => {
      waiting = { wanted, give: resolve }
      this.#waiting.add(waiting)
      timer = setTimeout(
        () => reject(new LabError('timeout', `no answer within ${milliseconds} ms`)),
        milliseconds,
      )
    })
    try {
      return await Promise.race([answer, this.#closed])
    } finally {
      clearTimeout(timer)
      if (waiting) this.#waiting.delete(waiting)
    }
  }

  close(): void {
    this.#socket.destroy()
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) {
      const document = parse(line)
      for (const waiting of this.#waiting)
        if (document !== undefined && waiting.wanted(document)) {
          this.#waiting.delete(waiting)
          waiting.give(document)
          break
        }
    }
  }
}

/** The agent marks the start of a fresh answer with 0xff (a lone byte, so U+FFFD here); half a line may stand before it. */
const parse = (line: string): unknown => {
  try {
    return JSON.parse(line.slice(line.lastIndexOf('\ufffd') + 1))
  } catch {
    return undefined
  }
}
