export interface Bounds {
  readonly bytes: number
  readonly seconds: number
}

export type Fetched =
  | { readonly kind: 'found'; readonly bytes: Uint8Array; readonly etag: string | undefined }
  /** The object still has the ETag that was asked about. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'missing' }

/** Where the repository is read from: https, S3 or a folder. Paths are those of schema/wire/repository.ts. */
export interface Source {
  /** One object, whole or not at all. Throws a `SourceError`; never returns more than `bounds.bytes`. */
  get(path: string, bounds: Bounds, etag?: string): Promise<Fetched>
}

export type SourceErrorCode = 'unreachable' | 'too-large' | 'too-slow' | 'refused'

export class SourceError extends Error {
  override readonly name = 'SourceError'
  readonly code: SourceErrorCode
  constructor(code: SourceErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
