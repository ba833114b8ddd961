import { pathMatches } from './glob.ts'
import { type HostFiles, normalized, type Opened } from './host-files.ts'

/** A host whose files are texts by path: what tests import. */
export class HostInMemory implements HostFiles {
  readonly #files: ReadonlyMap<string, string>

  constructor(files: Readonly<Record<string, string>>) {
    this.#files = new Map(Object.entries(files).map(([path, text]) => [normalized(path), text]))
  }

  open(wanted: string): Opened {
    const path = normalized(wanted)
    const text = this.#files.get(path)
    return text === undefined
      ? { kind: 'absent' }
      : { kind: 'file', file: { path, shown: path.slice(1), text, mode: 0o600 } }
  }

  exists(wanted: string): boolean {
    const path = normalized(wanted)
    return this.#files.has(path) || [...this.#files.keys()].some(file => file.startsWith(`${path}/`))
  }

  matching(pattern: string): readonly string[] {
    return [...this.#files.keys()].filter(path => pathMatches(normalized(pattern), path)).sort()
  }
}
