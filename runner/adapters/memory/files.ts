import { dirname } from 'node:path'
import type { FileSystem, Kind, NewFile } from '../../ports/file-system.ts'

/** A file of the memory disk. */
export interface MemoryFile {
  readonly bytes: Uint8Array
  readonly mode: number
}

/** What a name stands for; undefined when for nothing. */
type Named = MemoryFile | 'directory' | undefined

/** A name that changed, or two in a rename, since their directory was synced. */
export interface NameChange {
  readonly directory: string
  readonly names: readonly { readonly path: string; readonly before: Named; readonly after: Named }[]
}

/** Everything that is in memory and on the disk at one moment, never changed afterwards. */
export interface FilesMoment {
  readonly files: ReadonlyMap<string, MemoryFile>
  readonly directories: ReadonlySet<string>
  /** In the order in which they happened. */
  readonly unsyncedNames: readonly NameChange[]
  /** Files whose content or mode is not synced, with what is durable of them. */
  readonly unsyncedFiles: ReadonlyMap<MemoryFile, MemoryFile>
}

/** What happens to have reached the disk, of what nobody had waited for, when the power goes. */
export interface PowerCut {
  /** Whether a change of names did; they may do so in any order. */
  readonly keepsName: (index: number) => boolean
  /** How much of a file's content did, from its first byte. */
  readonly keepsBytes: (length: number) => number
}

/**
 * System calls in memory. `files` is what everybody sees; what is not synced is known beside it, and a power cut may take it.
 */
export class MemoryFiles implements FileSystem {
  readonly files: Map<string, MemoryFile>
  /** Called before every call that changes something or makes it durable; throw to stop the world there. */
  before: (call: string, path: string) => void = () => undefined
  #directories = new Set(['/'])
  #unsyncedNames: readonly NameChange[] = []
  #unsyncedFiles = new Map<MemoryFile, MemoryFile>()

  constructor(files: Iterable<readonly [string, MemoryFile]> = []) {
    this.files = new Map(files)
  }

  look(path: string): Kind | undefined {
    if (this.files.has(path)) return 'file'
    return this.#isDirectory(path) ? 'directory' : undefined
  }

  read(path: string): Uint8Array | undefined {
    return this.files.get(path)?.bytes.slice()
  }

  names(directory: string): readonly string[] | undefined {
    if (!this.#isDirectory(directory)) return undefined
    const below = directory === '/' ? directory : `${directory}/`
    const paths = [...this.files.keys(), ...this.#directories].filter(path => path.startsWith(below))
    const names = paths.map(path => path.slice(below.length).split('/')[0] ?? '')
    return [...new Set(names)].filter(name => name !== '')
  }

  async makeDirectory(path: string): Promise<void> {
    await this.#call('mkdir', path)
    if (!this.#isDirectory(dirname(path))) throw failure('ENOENT', path)
    if (this.look(path) !== undefined) throw failure('EEXIST', path)
    this.#rename(dirname(path), [{ path, before: undefined, after: 'directory' }])
  }

  async create(path: string): Promise<NewFile> {
    await this.#call('create', path)
    if (!this.#isDirectory(dirname(path))) throw failure('ENOENT', path)
    if (this.look(path) !== undefined) throw failure('EEXIST', path)
    let file: MemoryFile = { bytes: new Uint8Array(), mode: 0o600 }
    this.#unsyncedFiles.set(file, file)
    this.#rename(dirname(path), [{ path, before: undefined, after: file }])
    const become = (next: MemoryFile): void => {
      this.#replace(path, file, next)
      file = next
    }
    return {
      write: async bytes => {
        await this.#call('write', path)
        become({ ...file, bytes: bytes.slice() })
      },
      chmod: async mode => {
        await this.#call('chmod', path)
        become({ ...file, mode })
      },
      sync: async () => {
        await this.#call('fsync', path)
        this.#unsyncedFiles.delete(file)
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#call('rename', to)
    const moved = this.files.get(from)
    if (moved === undefined) throw failure('ENOENT', from)
    this.#rename(dirname(to), [
      { path: from, before: moved, after: undefined },
      { path: to, before: this.files.get(to), after: moved },
    ])
  }

  async unlink(path: string): Promise<boolean> {
    const before = this.files.get(path)
    if (before === undefined) return false
    await this.#call('unlink', path)
    this.#rename(dirname(path), [{ path, before, after: undefined }])
    return true
  }

  async syncDirectory(path: string): Promise<void> {
    await this.#call('fsync directory', path)
    if (!this.#isDirectory(path)) throw failure('ENOENT', path)
    this.#unsyncedNames = this.#unsyncedNames.filter(({ directory }) => directory !== path)
  }

  /** This very moment, to come back to. */
  moment(): FilesMoment {
    return {
      files: new Map(this.files),
      directories: new Set(this.#directories),
      unsyncedNames: this.#unsyncedNames,
      unsyncedFiles: new Map(this.#unsyncedFiles),
    }
  }

  /** Back to a moment, of this disk or of another. */
  become(moment: FilesMoment): void {
    this.files.clear()
    for (const [path, file] of moment.files) this.files.set(path, file)
    this.#directories = new Set(moment.directories)
    this.#unsyncedNames = moment.unsyncedNames
    this.#unsyncedFiles = new Map(moment.unsyncedFiles)
  }

  /** Makes all of it durable. */
  sync(): void {
    this.#unsyncedNames = []
    this.#unsyncedFiles.clear()
  }

  /** Takes from the disk what was not synced and had not reached it by chance. Then all that is there is durable. */
  cutPower({ keepsName, keepsBytes }: PowerCut): void {
    const changes = this.#unsyncedNames
    for (const { names } of changes.toReversed())
      for (const { path, before } of names.toReversed()) this.#set(path, before)
    for (const [index, { names }] of changes.entries())
      if (keepsName(index)) for (const { path, after } of names) this.#set(path, after)
    for (const [path, file] of this.files) {
      const durable = this.#unsyncedFiles.get(file)
      if (durable !== undefined)
        this.files.set(path, { ...durable, bytes: file.bytes.slice(0, keepsBytes(file.bytes.length)) })
    }
    for (const path of [...this.files.keys(), ...this.#directories])
      if (this.#hasNoWay(path, changes)) this.#set(path, undefined)
    this.sync()
  }

  async #call(call: string, path: string): Promise<void> {
    await Promise.resolve()
    this.before(call, path)
  }

  #rename(directory: string, names: NameChange['names']): void {
    for (const { path, after } of names) this.#set(path, after)
    this.#unsyncedNames = [...this.#unsyncedNames, { directory, names }]
  }

  /** Other content under the same name. */
  #replace(path: string, file: MemoryFile, next: MemoryFile): void {
    const durable = this.#unsyncedFiles.get(file)
    if (this.files.get(path) !== file || durable === undefined) throw failure('EBADF', path)
    this.files.set(path, next)
    this.#unsyncedFiles.delete(file)
    this.#unsyncedFiles.set(next, durable)
    this.#unsyncedNames = this.#unsyncedNames.map(({ directory, names }) => ({
      directory,
      names: names.map(name => (name.after === file ? { ...name, after: next } : name)),
    }))
  }

  #set(path: string, named: Named): void {
    if (named === 'directory') this.#directories.add(path)
    else if (named !== undefined) this.files.set(path, named)
    else if (!this.files.delete(path)) this.#directories.delete(path)
  }

  /** Whether a directory above it was just made and is gone again. */
  #hasNoWay(path: string, changes: readonly NameChange[]): boolean {
    return changes.some(({ names }) =>
      names.some(
        made =>
          made.after === 'directory' && path.startsWith(`${made.path}/`) && !this.#directories.has(made.path),
      ),
    )
  }

  /** A test may have put a file where no directory was made: then it is as if there were one. */
  #isDirectory(path: string): boolean {
    if (this.#directories.has(path)) return true
    if (![...this.files.keys()].some(file => file.startsWith(`${path}/`))) return false
    for (let at = path; !this.#directories.has(at); at = dirname(at)) this.#directories.add(at)
    return true
  }
}

const failure = (code: string, path: string): Error => Object.assign(new Error(`${code}: ${path}`), { code })
