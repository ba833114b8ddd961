import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'
import { buildDeb } from '../../infra/host/deb.ts'
import { cached } from '../../infra/lab/image/cache.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where packages of the runner are kept while the tests of the real tools run. */
    packages: string
  }
}

/** What vitest calls before the first and after the last file of the real tools. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const folder = await mkdtemp(join(tmpdir(), 'cygnet-packages-'))
  project.provide('packages', folder)
  return () => rm(folder, { recursive: true, force: true })
}

/** The path of the package of the runner in a version, which whoever asks first builds for all files of this run. */
export const runnerPackage = async (version = '0.1.0'): Promise<string> => {
  const folder = await cached(inject('packages'), 'package', version, async out => {
    await buildDeb({ out, version })
  })
  const [name = ''] = await readdir(folder)
  return join(folder, name)
}
