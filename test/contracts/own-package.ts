import { expect, test } from 'vitest'
import type { OwnPackage, PackageControl } from '../../runner/ports/own-package.ts'
import { ToolError } from '../../runner/ports/tool-error.ts'

/** A gateway on which a package of the runner is installed, and a place where a test can put a file. */
export interface Packaged {
  readonly ownPackage: OwnPackage
  readonly installed: PackageControl
  /** Writes a file and gives the path by which `describe` finds it. */
  readonly put: (bytes: Uint8Array) => Promise<string>
}

/** What whoever knows packages must do, dpkg and what tests use in its place. */
export const ownPackageContract = (name: string, make: () => Promise<Packaged>): void => {
  test(`${name}: the installed package, packed again, describes itself as what is installed`, async () => {
    const { ownPackage, installed, put } = await make()
    expect(await ownPackage.describe(await put(await ownPackage.repack()))).toEqual(installed)
    expect(installed.architecture).toBe(ownPackage.architecture)
  })

  test(`${name}: what is no package is refused by the tool that reads it`, async () => {
    const { ownPackage, put } = await make()
    for (const bytes of [new Uint8Array(), new TextEncoder().encode('!<arch>\nnot quite')]) {
      const path = await put(bytes)
      await expect(ownPackage.describe(path)).rejects.toBeInstanceOf(ToolError)
    }
  })
}
