import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { nodeBuiltIns } from './node-built-ins.ts'
import { WORKER_SETTINGS } from './settings.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Bundles the Worker into one module; writes it to `out` as well when given. Throws what esbuild throws. */
export const buildWorker = async ({ out }: { out?: string } = {}): Promise<{ script: string }> => {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [WORKER_SETTINGS.main],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2024',
    platform: 'browser',
    // What a package means for the Workers runtime comes first; Node's own variant must not be taken.
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*'],
    plugins: [nodeBuiltIns],
    legalComments: 'none',
    logLevel: 'silent',
    ...(out === undefined ? {} : { outfile: out }),
  })
  const [file] = result.outputFiles
  if (file === undefined) throw new TypeError('esbuild produced nothing')
  if (out !== undefined) {
    await mkdir(dirname(file.path), { recursive: true })
    await writeFile(file.path, file.text)
  }
  return { script: file.text }
}
