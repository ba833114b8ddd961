/** What the App may do in the repository, and what it is told of. */
export interface AppRights {
  readonly permissions: Readonly<Record<string, string>>
  readonly events: readonly string[]
  /** Somebody switched the installation off. */
  readonly suspended: boolean
}

/** The App as GitHub has it installed. */
export interface App {
  /** Asks anew each time. Throws a `ForgeError`: also when the App is not installed, or its key is none. */
  rights(): Promise<AppRights>
}
