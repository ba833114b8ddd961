import { setTimeout } from 'node:timers/promises'
import type { Namespace } from './namespace.ts'
import { type Listing, readListing } from './vici-listing.ts'

/** charon is up within a tenth of a second; after this many tries it never will be. */
const TRIES = 200

/** The IKE daemon of a gateway in a namespace, as its service runs it. */
export class Charon {
  readonly #namespace: Namespace

  private constructor(namespace: Namespace) {
    this.#namespace = namespace
  }

  static async start(namespace: Namespace): Promise<Charon> {
    namespace.start('charon-systemd', [])
    return await Charon.answering(namespace)
  }

  /** The daemon that somebody else started, once it answers. */
  static async answering(namespace: Namespace): Promise<Charon> {
    for (let tries = 0; tries < TRIES; tries++) {
      const { code } = await namespace.run('swanctl', ['--stats'])
      if (code === 0) return new Charon(namespace)
      await setTimeout(50)
    }
    throw new Error('charon did not start')
  }

  /** What the service's ExecStartPost does; the lines that swanctl printed. */
  async loadAll(): Promise<string[]> {
    const output = await this.#namespace.must('swanctl', ['--load-all', '--noprompt'])
    return output.trim().split('\n')
  }

  async connections(): Promise<Listing[]> {
    return readListing(await this.#ask('--list-conns'), 'list-conn event')
  }

  async policies(): Promise<Listing[]> {
    return readListing(await this.#ask('--list-pols'), 'list-policy event')
  }

  async sas(): Promise<Listing[]> {
    return readListing(await this.#ask('--list-sas'), 'list-sa event')
  }

  /** Drops every IKE SA, also those that nobody answers. */
  async forget(): Promise<void> {
    const ids = (await this.sas()).flatMap(sas => Object.values(sas).flatMap(idOf))
    for (const id of ids) await this.#namespace.run('swanctl', ['--terminate', '--ike-id', id, '--force'])
  }

  async stats(): Promise<Listing[]> {
    return readListing(await this.#ask('--stats'), 'stats reply')
  }

  async #ask(command: string): Promise<string> {
    return await this.#namespace.must('swanctl', [command, '--pretty'])
  }
}

const idOf = (sa: Listing[string]): string[] => {
  const id = typeof sa === 'object' && 'uniqueid' in sa ? sa['uniqueid'] : undefined
  return typeof id === 'string' ? [id] : []
}
