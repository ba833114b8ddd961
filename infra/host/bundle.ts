import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build, type Metafile, type Plugin } from 'esbuild'
import { digestOf } from '../../schema/wire/canonical.ts'

const source = (path: string): string => fileURLToPath(new URL(`../../runner/${path}`, import.meta.url))

/** The S3 client is as large as all the rest: it goes into a file of its own, read only where a source is s3://. */
const s3Apart: Plugin = {
  name: 's3-apart',
  setup: builder => {
    builder.onResolve({ filter: /\/store-s3\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './store-s3.cjs', external: true } : undefined,
    )
  },
}

/** Folders of the npm packages that a bundle was made of, below this project's. */
const packagesIn = ({ inputs }: Metafile): string[] =>
  Object.keys(inputs).flatMap(path => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [])

const SHARED = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  minify: true,
  legalComments: 'none',
  logLevel: 'silent',
  metafile: true,
  absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
} as const

/** `process.env.NAME` as it was when the package was built. */
const baked = (name: string, value: string): Record<string, string> => ({
  [`process.env.${name}`]: JSON.stringify(value),
  [`process.env["${name}"]`]: JSON.stringify(value),
})

/**
 * Writes `runner.cjs`, which starts `main.cjs`, and `store-s3.cjs` into a folder: all that a gateway needs beside Node itself.
 * Returns the folders of the npm packages in them, sorted.
 */
export const bundleRunner = async (folder: string, version: string): Promise<readonly string[]> => {
  const main = await build({
    ...SHARED,
    entryPoints: [source('main.ts')],
    outfile: `${folder}/main.cjs`,
    plugins: [s3Apart],
    define: baked('CYGNET_VERSION', version),
    // A function of `require`: what is started from bytecode has no import() of its own.
    banner: { js: '(function (require) {' },
    footer: { js: '})' },
    supported: { 'dynamic-import': false },
  })
  await build({
    ...SHARED,
    entryPoints: [source('start.ts')],
    outfile: `${folder}/runner.cjs`,
    define: baked('CYGNET_BUILD', digestOf(await readFile(`${folder}/main.cjs`))),
  })
  const s3 = await build({
    ...SHARED,
    keepNames: true,
    entryPoints: [source('adapters/store-s3.ts')],
    outfile: `${folder}/store-s3.cjs`,
  })
  return [...new Set([main, s3].flatMap(({ metafile }) => packagesIn(metafile)))].sort()
}
