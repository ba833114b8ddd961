import { digestOf } from '../../schema/wire/canonical.ts'
import type { Condition, ObjectStore, StoredObject } from '../ports/object-store.ts'

/** An object store that forgets: for tests and rehearsals. It passes the same contract suite as the real one. */
export class MemoryStore implements ObjectStore {
  readonly objects = new Map<string, Uint8Array>()

  async get(path: string): Promise<StoredObject | undefined> {
    const bytes = this.objects.get(path)
    return bytes && { bytes: bytes.slice(), etag: digestOf(bytes) }
  }

  async put(path: string, bytes: Uint8Array, condition: Condition): Promise<boolean> {
    const present = this.objects.get(path)
    const holds =
      condition.kind === 'absent' ? !present : present !== undefined && digestOf(present) === condition.etag
    if (holds) this.objects.set(path, bytes.slice())
    return holds
  }
}
