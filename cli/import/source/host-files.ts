/** A file of the host. `path` is its place there, from `/`; `shown` is how a problem names it. */
export interface HostFile {
  readonly path: string
  readonly shown: string
  readonly text: string
  /** Permission bits of the copy that was read; undefined where there are none. */
  readonly mode: number | undefined
}

/** What became of a wish to read a file. */
export type Opened =
  | { readonly kind: 'file'; readonly file: HostFile }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly why: string }

/** The files of one host, by their absolute paths there. Nothing outside of the host's own folder is ever read. */
export interface HostFiles {
  readonly open: (path: string) => Opened
  /** Paths that match a pattern of glob(7): `*`, `?` and `[…]`, never across a slash; sorted. */
  readonly matching: (pattern: string) => readonly string[]
  /** True for a file, a folder or a link, wherever the link leads. */
  readonly exists: (path: string) => boolean
}

/** An absolute path on the host without `.`, `..` and doubled slashes; `..` stops at the root, as it does there. */
export const normalized = (path: string): string => {
  const steps: string[] = []
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue
    if (step === '..') steps.pop()
    else steps.push(step)
  }
  return `/${steps.join('/')}`
}

/** Where a path leads that stands in a file: beside it, unless it begins with a slash. */
export const beside = (file: string, path: string): string =>
  normalized(path.startsWith('/') ? path : `${file.replace(/[^/]*$/, '')}${path}`)
