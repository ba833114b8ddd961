import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { globMatches, pathMatches } from './glob.ts'
import { type HostFile, type HostFiles, normalized, type Opened } from './host-files.ts'
import { MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES } from './limits.ts'

/**
 * A folder that holds a host's files as the host has them: `etc/ipsec.conf`, … Links count where they lead, and one that leads out
 * of the folder is refused, as is what is too large to be a configuration. `instead` names files that stand elsewhere on this disk.
 */
export class HostFolder implements HostFiles {
  readonly #root: string | undefined
  readonly #shown: string
  readonly #instead: ReadonlyMap<string, string>
  readonly #opened = new Map<string, Opened>()
  #bytes = 0

  /** Throws the error of the file system when there is no such folder. Without a folder there are only the files named instead. */
  constructor(root: string | undefined, instead: ReadonlyMap<string, string> = new Map()) {
    this.#shown = root ?? ''
    this.#root = root === undefined ? undefined : realpathSync(root)
    this.#instead = instead
  }

  /** How problems name the folder: what stands before each path of the host. */
  get shownRoot(): string {
    return path.dirname(path.join(this.#shown, 'file'))
  }

  /** What was read so far, by the name that problems show. */
  texts(): ReadonlyMap<string, string> {
    return new Map(
      [...this.#opened.values()].flatMap(opened =>
        opened.kind === 'file' ? [[opened.file.shown, opened.file.text] as const] : [],
      ),
    )
  }

  open(wanted: string): Opened {
    const name = normalized(wanted)
    const known = this.#opened.get(name)
    if (known !== undefined) return known
    const opened = this.#read(name)
    this.#opened.set(name, opened)
    return opened
  }

  exists(wanted: string): boolean {
    const name = normalized(wanted)
    if (this.#instead.has(name)) return true
    // Links on the way to it count where they lead, as they do when it is read.
    const folder = this.#inside(path.posix.dirname(name))
    return (
      folder !== undefined &&
      lstatSync(path.join(folder, path.posix.basename(name)), { throwIfNoEntry: false }) !== undefined
    )
  }

  matching(pattern: string): readonly string[] {
    const steps = normalized(pattern).split('/').slice(1)
    const found = steps.reduce<string[]>(
      (folders, step) => folders.flatMap(folder => this.#step(folder, step)).slice(0, MAX_FILES),
      ['/'],
    )
    const elsewhere = [...this.#instead.keys()].filter(name => pathMatches(pattern, name))
    return [...new Set([...found, ...elsewhere])].sort()
  }

  #step(folder: string, step: string): string[] {
    if (!/[*?[]/.test(step)) return [path.posix.join(folder, step)].filter(name => this.exists(name))
    const inside = this.#inside(folder)
    if (inside === undefined || !statSync(inside).isDirectory()) return []
    return readdirSync(inside)
      .filter(name => globMatches(step, name))
      .map(name => path.posix.join(folder, name))
  }

  #read(name: string): Opened {
    const elsewhere = this.#instead.get(name)
    if (elsewhere === undefined && !this.exists(name)) return { kind: 'absent' }
    const real = elsewhere ?? this.#inside(name)
    if (real === undefined) return { kind: 'refused', why: 'it leads out of the folder of the host' }
    const { size, mode } = statSync(real)
    if (!statSync(real).isFile()) return { kind: 'refused', why: 'it is no file' }
    if (size > MAX_FILE_BYTES)
      return { kind: 'refused', why: `it has ${size} bytes; at most ${MAX_FILE_BYTES} are read` }
    this.#bytes += size
    if (this.#bytes > MAX_TOTAL_BYTES || this.#opened.size >= MAX_FILES)
      return { kind: 'refused', why: 'there is more to read than any host has' }
    return { kind: 'file', file: this.#fileOf(name, real, elsewhere, mode) }
  }

  #fileOf(name: string, real: string, elsewhere: string | undefined, mode: number): HostFile {
    return {
      path: name,
      shown: elsewhere ?? path.join(this.#shown, name),
      // Comments in old files are in all sorts of encodings: what is not UTF-8 becomes U+FFFD, which no word of the language accepts.
      text: new TextDecoder('utf-8').decode(readFileSync(real)),
      mode: mode & 0o777,
    }
  }

  /** The real path of something of the host, when it lies in the host's folder. */
  #inside(name: string): string | undefined {
    if (this.#root === undefined) return undefined
    try {
      const real = realpathSync(path.join(this.#root, name))
      return real === this.#root || real.startsWith(`${this.#root}${path.sep}`) ? real : undefined
    } catch {
      // A link that leads nowhere, or in a circle.
      return undefined
    }
  }
}
