import type { HeldByGateway } from '../../core/trust/chain.ts'
import type { Disk } from '../../ports/disk.ts'

/** Readable by all: there is no secret in metadata. */
const MODE = 0o644
const MAX_ETAG_CHARACTERS = 512

/**
 * The folder of what is trusted: one file per role, by its unversioned name, and on a gateway the ETag of the timestamp,
 * the stamp and the known time. Each write is synced before the next begins, so that a crash leaves what a shorter refresh would have left.
 */
export class TrustFolder {
  readonly #disk: Disk
  readonly #folder: string

  constructor(disk: Disk, folder: string) {
    this.#disk = disk
    this.#folder = folder
  }

  async read(): Promise<HeldByGateway> {
    return {
      root: await this.role('root'),
      timestamp: await this.role('timestamp'),
      snapshot: await this.role('snapshot'),
      targets: await this.role('targets'),
      gateway: await this.role('gateway'),
    }
  }

  /** A role's bytes; `file` is its name, made fit for a file where it is not one of the known ones. */
  async role(file: string): Promise<Uint8Array | undefined> {
    return await this.#disk.read(`read trusted ${file}`, this.#path(file))
  }

  /** Keeps bytes that were just proven; nothing is written when they are already there. */
  async keep(file: string, bytes: Uint8Array, held: Uint8Array | undefined): Promise<void> {
    if (held && Buffer.compare(held, bytes) === 0) return
    await this.#disk.write(`keep trusted ${file}`, this.#path(file), bytes, MODE)
  }

  async forget(file: string): Promise<void> {
    await this.#disk.remove(`forget trusted ${file}`, this.#path(file))
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

  async stamp(): Promise<Uint8Array | undefined> {
    return await this.#disk.read('read the stamp', `${this.#folder}/stamp`)
  }

  async keepStamp(bytes: Uint8Array): Promise<void> {
    await this.#disk.write('keep the stamp', `${this.#folder}/stamp`, bytes, MODE)
  }

  /** The latest time that was known here (`core/trust/known-time.ts`). */
  async time(): Promise<Uint8Array | undefined> {
    return await this.#disk.read('read the known time', `${this.#folder}/time`)
  }

  async keepTime(bytes: Uint8Array): Promise<void> {
    await this.#disk.write('keep the time', `${this.#folder}/time`, bytes, MODE)
  }

  async forgetTime(): Promise<void> {
    await this.#disk.remove('forget the known time', `${this.#folder}/time`)
  }

  #path(file: string): string {
    return `${this.#folder}/${file}.json`
  }
}

/** Printable ASCII of a sane length: it goes into a request's header. */
const isEtag = (etag: string | undefined): etag is string =>
  etag !== undefined && etag.length <= MAX_ETAG_CHARACTERS && /^[\x21-\x7e]+$/.test(etag)
