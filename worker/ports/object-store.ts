/** When a write may happen: only where nothing is yet, or only over exactly the version that was read. */
export type Condition = { readonly kind: 'absent' } | { readonly kind: 'matches'; readonly etag: string }

export interface StoredObject {
  readonly bytes: Uint8Array
  readonly etag: string
}

/** Where bundles and metadata live: R2 in the Worker. Strongly consistent, never listed. */
export interface ObjectStore {
  get(path: string): Promise<StoredObject | undefined>
  /** False when the condition did not hold: somebody else was first. Nothing was written then. */
  put(path: string, bytes: Uint8Array, condition: Condition): Promise<boolean>
}
