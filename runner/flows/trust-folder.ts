import type { HeldFiles } from '../core/trust/chain.ts'
import type { RoleName } from '../core/trust/trust-error.ts'
import type { Disk } from '../ports/disk.ts'

/** Readable by all: there is no secret in metadata. */
const MODE = 0o644
const MAX_ETAG_CHARACTERS = 512

/**
 * `<state folder>/trust`: what this gateway trusts, one file per role, and the ETag of the timestamp. Each write is
 * synced before the next begins, so that a crash leaves what a shorter refresh would have left.
 */
export class TrustFolder {
  readonly #disk: Disk
  readonly #folder: string

  constructor(disk: Disk, stateFolder: string) {
    this.#disk = disk
    this.#folder = `${stateFolder}/trust`
  }

  async read(): Promise<HeldFiles> {
    const file = (role: RoleName) => this.#disk.read(`read trusted ${role}`, this.#path(role))
    return {
      root: await file('root'),
      timestamp: await file('timestamp'),
      snapshot: await file('snapshot'),
      targets: await file('targets'),
      gateway: await file('gateway'),
    }
  }

  /** Keeps bytes that were just proven; nothing is written when they are already there. */
  async keep(role: RoleName, bytes: Uint8Array, held: Uint8Array | undefined): Promise<void> {
    if (held && Buffer.compare(held, bytes) === 0) return
    await this.#disk.write(`keep trusted ${role}`, this.#path(role), bytes, MODE)
  }

  async forget(role: RoleName): Promise<void> {
    await this.#disk.remove(`forget trusted ${role}`, this.#path(role))
  }

  /** The ETag of the timestamp at the end of the last complete refresh. */
  async etag(): Promise<string | undefined> {
    const bytes = await this.#disk.read('read etag', `${this.#folder}/etag`)
    const etag = bytes && new TextDecoder().decode(bytes)
    return isEtag(etag) ? etag : undefined
  }

  /** Kept last: an ETag on disk means that everything it stands for is there too. */
  async keepEtag(etag: string | undefined): Promise<void> {
    const path = `${this.#folder}/etag`
    if (isEtag(etag)) await this.#disk.write('keep etag', path, new TextEncoder().encode(etag), MODE)
    else await this.#disk.remove('forget etag', path)
  }

  #path(role: RoleName): string {
    return `${this.#folder}/${role}.json`
  }
}

/** Printable ASCII of a sane length: it goes into a request's header. */
const isEtag = (etag: string | undefined): etag is string =>
  etag !== undefined && etag.length <= MAX_ETAG_CHARACTERS && /^[\x21-\x7e]+$/.test(etag)
