import { createHmac, randomUUID } from 'node:crypto'
import type { Collection } from '../records/collection.ts'
import type { Delivery } from '../records/records.ts'

/** GitHub waits ten seconds for an answer and does not try again by itself. */
const PATIENCE_MS = 10_000
/** What is kept of an answer, in characters. */
const KEPT = 4_096

export interface DeliveriesOptions {
  readonly records: Collection<Delivery>
  readonly secret: string
  readonly appId: number
  /** Seconds since the epoch are not enough here: deliveries are ordered by it. */
  readonly now: () => Date
  readonly log: (line: string) => void
}

/** The App's webhooks: signed, sent one after the other in the order in which things happened, and kept with their answers. */
export class Deliveries {
  readonly #options: DeliveriesOptions
  #target: string | undefined
  #queue: Promise<void> = Promise.resolve()
  #waiting: number[] = []
  readonly #stopping = new AbortController()

  constructor(options: DeliveriesOptions) {
    this.#options = options
    this.#waiting = options.records.all().flatMap(({ id, status }) => (status === 'pending' ? [id] : []))
  }

  /** Names the address that webhooks go to, and sends what waited for it (also from before a crash). */
  sendTo(target: string): void {
    this.#target = target
    const waiting = this.#waiting
    this.#waiting = []
    for (const id of waiting) this.#enqueue(id)
  }

  /** Records a webhook and queues it. */
  send(event: string, action: string | null, payload: unknown): void {
    this.#record({ event, action, guid: randomUUID(), redelivery: false, body: JSON.stringify(payload) })
  }

  /** Queues a delivery once more under its old GUID; false when there is none with that id. */
  redeliver(id: number): boolean {
    const old = this.#options.records.get(id)
    if (old === undefined) return false
    const { event, action, guid, request } = old
    this.#record({ event, action, guid, redelivery: true, body: request.body })
    return true
  }

  /** Resolves when everything that has been queued was answered or given up. */
  async settled(): Promise<void> {
    for (let seen: Promise<void> | undefined; seen !== this.#queue; ) {
      seen = this.#queue
      await seen
    }
  }

  /** Gives up what is under way; it is sent again after a restart. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.settled()
  }

  #record(
    what: Pick<Delivery, 'event' | 'action' | 'guid' | 'redelivery'> & { readonly body: string },
  ): void {
    const { records, now } = this.#options
    const { body, ...rest } = what
    const id = records.nextId()
    records.put(id, {
      ...rest,
      id,
      deliveredAt: now().toISOString(),
      duration: 0,
      status: 'pending',
      statusCode: 0,
      request: { headers: this.#headers(rest.event, rest.guid, body), body },
      response: { headers: {}, body: '' },
    })
    if (this.#target === undefined) this.#waiting.push(id)
    else this.#enqueue(id)
  }

  #headers(event: string, guid: string, body: string): Record<string, string> {
    const signature = createHmac('sha256', this.#options.secret).update(body).digest('hex')
    return {
      'Content-Type': 'application/json',
      'User-Agent': 'GitHub-Hookshot/forge',
      'X-GitHub-Delivery': guid,
      'X-GitHub-Event': event,
      'X-GitHub-Hook-Installation-Target-ID': String(this.#options.appId),
      'X-GitHub-Hook-Installation-Target-Type': 'integration',
      'X-Hub-Signature-256': `sha256=${signature}`,
    }
  }

  #enqueue(id: number): void {
    this.#queue = this.#queue.then(() => this.#deliver(id))
  }

  async #deliver(id: number): Promise<void> {
    const { records, now, log } = this.#options
    const delivery = records.get(id)
    if (delivery === undefined || this.#target === undefined || this.#stopping.signal.aborted) return
    const started = now().getTime()
    const answer = await this.#post(this.#target, delivery)
    if (answer === undefined) return
    records.put(id, { ...delivery, ...answer, duration: (now().getTime() - started) / 1000 })
    const name = delivery.action === null ? delivery.event : `${delivery.event}.${delivery.action}`
    if (answer.status !== 'OK') log(`webhook ${name} was not taken: ${answer.status}`)
  }

  /** Undefined when the forge stops meanwhile: the delivery stays pending. */
  async #post(
    target: string,
    { request }: Delivery,
  ): Promise<Pick<Delivery, 'status' | 'statusCode' | 'response'> | undefined> {
    const nothing = { headers: {}, body: '' }
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(PATIENCE_MS), this.#stopping.signal])
      const answer = await fetch(target, { method: 'POST', ...request, redirect: 'manual', signal })
      const body = (await answer.text()).slice(0, KEPT)
      const status = answer.ok ? 'OK' : `Invalid HTTP Response: ${answer.status}`
      return {
        status,
        statusCode: answer.status,
        response: { headers: Object.fromEntries(answer.headers), body },
      }
    } catch (error) {
      if (this.#stopping.signal.aborted) return undefined
      if (error instanceof DOMException && error.name === 'TimeoutError') {
        return { status: 'timed out', statusCode: 504, response: nothing }
      }
      return { status: 'failed to connect to host', statusCode: 502, response: nothing }
    }
  }
}
