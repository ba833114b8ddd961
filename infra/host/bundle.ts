import { fileURLToPath } from 'node:url'
import { build, type Metafile, type Plugin } from 'esbuild'

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

/**
 * Writes `runner.cjs` and `store-s3.cjs` into a folder: all that a gateway needs beside Node itself. Returns the folders of the npm
 * packages in them, sorted.
 */
export const bundleRunner = async (folder: string, version: string): Promise<readonly string[]> => {
  const shared = {
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    minify: true,
    keepNames: true,
    legalComments: 'none',
    logLevel: 'silent',
    metafile: true,
    absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
  } as const
  const runner = await build({
    ...shared,
    entryPoints: [source('main.ts')],
    outfile: `${folder}/runner.cjs`,
    plugins: [s3Apart],
    define: {
      'process.env.CYGNET_VERSION': JSON.stringify(version),
      'process.env["CYGNET_VERSION"]': JSON.stringify(version),
    },
  })
  const s3 = await build({
    ...shared,
    entryPoints: [source('adapters/store-s3.ts')],
    outfile: `${folder}/store-s3.cjs`,
  })
  return [...new Set([runner, s3].flatMap(({ metafile }) => packagesIn(metafile)))].sort()
}
