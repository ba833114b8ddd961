import type { Architecture } from '../../schema/wire/runner-release.ts'

/** What a Debian package's control file says of it. */
export interface PackageControl {
  readonly name: string
  readonly version: string
  readonly architecture: string
}

/** The Debian package that the runner itself came in. */
export interface OwnPackage {
  /** Debian's name of this machine's architecture; undefined where there is no package for it. */
  readonly architecture: Architecture | undefined
  /** Reads a package file without installing it. Throws a `ToolError`. */
  describe(path: string): Promise<PackageControl>
  /** The installed package, made anew from its files: whoever brought it here has not kept it. Throws a `ToolError`. */
  repack(): Promise<Uint8Array>
}
