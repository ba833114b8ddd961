import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type * as z from 'zod'
import { writeFileAtomically } from '../../atomic-file.ts'

/**
 * Records of one kind, each a JSON file named by its number, all of them in memory: a put is on disk when it returns,
 * so a killed forge comes back with everything it ever said. Throws at the start when a file does not parse.
 */
export class Collection<T> {
  readonly #folder: string
  readonly #records = new Map<number, T>()

  constructor(folder: string, shape: z.ZodType<T>) {
    this.#folder = folder
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const files = readdirSync(folder).filter(name => /^\d+\.json$/.test(name))
    for (const name of files.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))) {
      const text = readFileSync(path.join(folder, name), 'utf8')
      this.#records.set(Number.parseInt(name, 10), shape.parse(JSON.parse(text)))
    }
  }

  get(id: number): T | undefined {
    return this.#records.get(id)
  }

  /** Oldest first. */
  all(): T[] {
    return [...this.#records.values()]
  }

  nextId(): number {
    return Math.max(0, ...this.#records.keys()) + 1
  }

  put(id: number, record: T): T {
    writeFileAtomically(path.join(this.#folder, `${id}.json`), `${JSON.stringify(record, null, 2)}\n`, 0o600)
    this.#records.set(id, record)
    return record
  }
}
