import { createConnection, type Socket } from 'node:net'
import { isSection, type Section, type Value } from './message.ts'
import { encodePacket, PACKET, type Packet, PacketReader } from './packet.ts'
import { ViciError } from './vici-error.ts'

/** charon's socket on Debian. */
export const CHARON_SOCKET = '/run/charon.vici'

/** Most events that one streamed answer may hold. */
const MAX_EVENTS = 65_536

/** A section from an object, for writing messages in place; undefined entries are left out. */
export const section = (entries: Readonly<Record<string, Value | undefined>>): Section =>
  new Map(Object.entries(entries).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))

interface Waiting {
  readonly take: (answer: Packet) => void
  readonly fail: (error: ViciError) => void
}

/**
 * A connection to charon. Requests go one after the other, as vici answers them in order. Use with `await using`.
 * Every method throws a `ViciError`.
 */
export class ViciClient implements AsyncDisposable {
  readonly #socket: Socket
  readonly #reader = new PacketReader()
  readonly #seconds: number
  #waiting: Waiting | undefined
  #hear: (event: Packet) => void = () => undefined
  #last: Promise<unknown> = Promise.resolve()

  private constructor(socket: Socket, seconds: number) {
    this.#socket = socket
    this.#seconds = seconds
    socket.on('data', bytes => this.#receive(bytes))
    socket.on('error', cause => this.#fail(new ViciError('closed', cause.message, { cause })))
    socket.on('close', () => this.#fail(new ViciError('closed', 'the daemon closed the connection')))
  }

  /** Connects, allowing each request this many seconds. */
  static connect(path = CHARON_SOCKET, seconds = 20): Promise<ViciClient> {
    return new Promise((resolve, reject) => {
      const socket = createConnection(path)
      socket.once('error', cause =>
        reject(new ViciError('closed', `the daemon does not listen on ${path}`, { cause })),
      )
      socket.once('connect', () => resolve(new ViciClient(socket, seconds)))
    })
  }

  /** Asks and returns the answer; throws `refused` with the daemon's words when it says `success = no`. */
  async request(command: string, message: Section = new Map()): Promise<Section> {
    return await this.#inTurn(async () => await this.#request(command, message))
  }

  /** Asks a command that streams its answer as events of one name; returns them in order. */
  async stream(command: string, event: string, message: Section = new Map()): Promise<Section[]> {
    return await this.#inTurn(async () => {
      const events: Section[] = []
      this.#hear = packet => {
        if (packet.name === event) events.push(packet.message)
        if (events.length > MAX_EVENTS)
          throw new ViciError('malformed', `more ${event} events than it can have`)
      }
      await this.#register(PACKET.register, event)
      await this.#request(command, message)
      await this.#register(PACKET.unregister, event)
      return events
    })
  }

  /**
   * Tells these events as they come, until the daemon goes away or the signal is given; resolves then. `begun` is called once
   * none can be missed any more. The connection is of no use for anything else, before or after.
   */
  async listen<Event extends string>(
    events: readonly Event[],
    tell: (event: Event, message: Section) => void,
    signal: AbortSignal,
    begun: () => void = () => undefined,
  ): Promise<void> {
    if (signal.aborted) return
    const over = new Promise<void>(resolve => this.#socket.once('close', () => resolve()))
    const stop = (): void => void this.#socket.destroy()
    signal.addEventListener('abort', stop, { once: true })
    this.#hear = ({ name, message }) => {
      const event = events.find(each => each === name)
      if (event !== undefined) tell(event, message)
    }
    try {
      for (const event of events) await this.#register(PACKET.register, event)
      begun()
      await over
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last.catch(() => undefined)
    this.#socket.destroy()
  }

  async #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#last.catch(() => undefined).then(task)
    this.#last = turn
    return await turn
  }

  async #request(command: string, message: Section): Promise<Section> {
    const answer = await this.#exchange({ type: PACKET.request, name: command, message })
    if (answer.type === PACKET.unknownCommand)
      throw new ViciError('unknown', `the daemon has no command ${command}`)
    if (answer.type !== PACKET.response) throw new ViciError('malformed', `an answer of type ${answer.type}`)
    if (answer.message.get('success') === 'no') {
      const words = answer.message.get('errmsg')
      throw new ViciError(
        'refused',
        `${command}: ${typeof words === 'string' ? words : 'the daemon gives no reason'}`,
      )
    }
    return answer.message
  }

  async #register(type: typeof PACKET.register | typeof PACKET.unregister, name: string): Promise<void> {
    const answer = await this.#exchange({ type, name, message: new Map() })
    if (answer.type !== PACKET.confirm) throw new ViciError('unknown', `the daemon has no event ${name}`)
  }

  #exchange(packet: Packet): Promise<Packet> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer)
        this.#waiting = undefined
      }
      const fail = (error: ViciError): void => {
        settle()
        reject(error)
      }
      const timer = setTimeout(() => {
        this.#socket.destroy()
        fail(new ViciError('too-slow', `${packet.name}: no answer in ${this.#seconds} s`))
      }, this.#seconds * 1000)
      const take = (answer: Packet): void => {
        settle()
        resolve(answer)
      }
      this.#waiting = { take, fail }
      if (this.#socket.destroyed) fail(new ViciError('closed', 'the connection is closed'))
      else this.#socket.write(encodePacket(packet))
    })
  }

  #receive(bytes: Uint8Array): void {
    try {
      for (const packet of this.#reader.push(bytes))
        if (packet.type === PACKET.event) this.#hear(packet)
        else this.#waiting?.take(packet)
    } catch (error) {
      this.#socket.destroy()
      this.#fail(error instanceof ViciError ? error : new ViciError('malformed', 'an answer that is no vici'))
    }
  }

  #fail(error: ViciError): void {
    this.#waiting?.fail(error)
  }
}

/** The nested sections of a section, by name. */
export const subsections = (of: Section): [string, Section][] =>
  [...of].flatMap(([name, value]) => (isSection(value) ? [[name, value]] : []))
