/** What a file is, without a look into it. */
export interface FileMark {
  /** Permission bits. */
  readonly mode: number
  /** Becomes another one whenever the file is written, replaced, or given another mode or owner. */
  readonly stamp: string
}

/** Looks at files from outside. */
export interface FileMarks {
  /** Undefined where there is no file. Symbolic links are not followed. Never throws. */
  of(path: string): Promise<FileMark | undefined>
}
