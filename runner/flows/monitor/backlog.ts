import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { UNSENT } from '../../core/paths.ts'
import type { Disk } from '../../ports/disk.ts'

/** Bytes: of lines that are sent at once; of lines in memory when no disk takes them; of files, a small one counted as a block. */
export interface BacklogBounds {
  readonly batch: number
  readonly memory: number
  readonly disk: number
  readonly block: number
}

const BOUNDS: BacklogBounds = {
  batch: 512 * 1024,
  memory: 2 * 1024 * 1024,
  disk: 64 * 1024 * 1024,
  block: 4096,
}

/** Number and bytes are in the name, so that nothing is read before its turn comes. */
const FILE = /^(\d{10})-(\d{1,8})\.gz$/

/** What a death leaves half-written (atomic-disk.ts): the next file has another name, and would not replace it. */
const HALF = /^\.\d{10}-\d{1,8}\.gz\.new$/

interface File {
  readonly name: string
  /** On disk. */
  readonly bytes: number
}

/** Whole lines in memory. */
interface Step {
  readonly lines: string
}

/** Lines to send, oldest first, and how to forget them. */
export interface Batch {
  readonly lines: string
  done(): Promise<void>
}

/**
 * Lines that wait for a database: in memory while it takes them, on disk (`keep`) once it does not. Within bounds: when there is no more room the oldest
 * go, and `say` says so. One thing is done at a time, whoever asks. ADR 0167.
 */
export class Backlog {
  readonly #disk: Disk
  readonly #say: (line: string) => void
  readonly #bounds: BacklogBounds
  #steps: Step[] = []
  #files: File[] | undefined
  #last: Promise<unknown> = Promise.resolve()
  #complained = false

  constructor(disk: Disk, say: (line: string) => void, bounds: BacklogBounds = BOUNDS) {
    this.#bounds = bounds
    this.#disk = disk
    this.#say = say
  }

  /** One step's lines, into memory. */
  add(lines: readonly string[]): void {
    let text = ''
    for (const line of lines) {
      if (text.length + line.length > this.#bounds.batch) {
        this.#steps.push({ lines: text })
        text = ''
      }
      text += line
    }
    if (text !== '') this.#steps.push({ lines: text })
    let length = this.#steps.reduce((sum, step) => sum + step.lines.length, 0)
    while (length > this.#bounds.memory) {
      length -= this.#steps.shift()?.lines.length ?? length
      this.#complain('measurements wait for the database, and there is no more room: the oldest are gone')
    }
  }

  /** The oldest lines, as many as are sent at once; undefined when there are none. */
  next(): Promise<Batch | undefined> {
    return this.#alone(async () => {
      // A disk that cannot be listed has nothing to send today.
      const files = await this.#known().catch((): File[] => [])
      if (files.length > 0) return await this.#fromDisk(files)
      this.#complained = false
      const sent = this.#fitting()
      if (sent.length === 0) return undefined
      return {
        lines: sent.map(step => step.lines).join(''),
        done: () =>
          this.#alone(() => {
            this.#steps = this.#steps.filter(step => !sent.includes(step))
            return Promise.resolve()
          }),
      }
    })
  }

  /** What is in memory goes to disk; what the disk does not take stays. */
  keep(): Promise<void> {
    return this.#alone(async () => {
      const steps = this.#steps.splice(0)
      try {
        const files = await this.#known()
        while (steps.length > 0) {
          const number = Number(files.at(-1)?.name.slice(0, 10) ?? 0) + 1
          const bytes = await promisify(gzip)(steps[0]?.lines ?? '')
          const name = `${String(number).padStart(10, '0')}-${bytes.length}.gz`
          await this.#disk.write('keep measurements', `${UNSENT}/${name}`, bytes, 0o600)
          files.push({ name, bytes: Math.max(bytes.length, this.#bounds.block) })
          steps.shift()
        }
        await this.#makeRoom(files)
      } catch (error) {
        this.#complain(`measurements that wait are not kept: ${wordsOf(error)}`)
        this.#steps.unshift(...steps)
      }
    })
  }

  /** Nobody wants them any more. */
  forget(): Promise<void> {
    return this.#alone(async () => {
      this.#steps = []
      const files = await this.#known().catch((): File[] => [])
      while (files[0] !== undefined) await this.#remove(files, files[0])
    })
  }

  /** The oldest steps in memory that fit into a batch; one at least. */
  #fitting(): Step[] {
    let bytes = 0
    const end = this.#steps.findIndex((step, index) => {
      bytes += step.lines.length
      return index > 0 && bytes > this.#bounds.batch
    })
    return this.#steps.slice(0, end < 0 ? undefined : end)
  }

  async #fromDisk(files: readonly File[]): Promise<Batch> {
    const sent: File[] = []
    let lines = ''
    for (const file of files) {
      const text = await this.#read(file)
      if (sent.length > 0 && lines.length + text.length > this.#bounds.batch) break
      sent.push(file)
      lines += text
    }
    return {
      lines,
      done: () =>
        this.#alone(async () => {
          const known = await this.#known()
          for (const file of sent) await this.#remove(known, file)
        }),
    }
  }

  /** A file that was damaged is as good as none: its neighbours need not wait for it. */
  async #read({ name }: File): Promise<string> {
    try {
      const bytes = await this.#disk.read('read kept measurements', `${UNSENT}/${name}`)
      if (bytes === undefined) return ''
      return (await promisify(gunzip)(bytes, { maxOutputLength: 2 * this.#bounds.batch })).toString('utf8')
    } catch (error) {
      this.#complain(`kept measurements are gone: ${wordsOf(error)}`)
      return ''
    }
  }

  async #known(): Promise<File[]> {
    if (this.#files !== undefined) return this.#files
    const names = await this.#disk.list('look for kept measurements', UNSENT)
    for (const name of names.filter(each => HALF.test(each)))
      await this.#disk.remove('forget half of kept measurements', `${UNSENT}/${name}`).catch(() => undefined)
    this.#files = names.flatMap(name => {
      const bytes = FILE.exec(name)?.[2]
      return bytes === undefined ? [] : [{ name, bytes: Math.max(Number(bytes), this.#bounds.block) }]
    })
    return this.#files
  }

  async #makeRoom(files: File[]): Promise<void> {
    let bytes = files.reduce((sum, file) => sum + file.bytes, 0)
    while (bytes > this.#bounds.disk && files[0] !== undefined) {
      bytes -= files[0].bytes
      await this.#remove(files, files[0])
      this.#complain('measurements wait for the database, and there is no more room: the oldest are gone')
    }
  }

  async #remove(files: File[], file: File): Promise<void> {
    const at = files.indexOf(file)
    if (at >= 0) files.splice(at, 1)
    try {
      await this.#disk.remove('forget kept measurements', `${UNSENT}/${file.name}`)
    } catch (error) {
      // After a restart it is sent again, which changes nothing.
      this.#complain(`kept measurements stay on disk: ${wordsOf(error)}`)
    }
  }

  #complain(words: string): void {
    if (!this.#complained) this.#say(words)
    this.#complained = true
  }

  #alone<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(task)
    this.#last = turn.catch(() => undefined)
    return turn
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
