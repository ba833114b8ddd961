import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

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

/** Writes `runner.cjs` and `store-s3.cjs` into a folder: all that a gateway needs beside Node itself. */
export const bundleRunner = async (folder: string, version: string): Promise<void> => {
  const shared = {
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    minify: true,
    keepNames: true,
    legalComments: 'none',
    logLevel: 'silent',
  } as const
  await build({
    ...shared,
    entryPoints: [source('main.ts')],
    outfile: `${folder}/runner.cjs`,
    plugins: [s3Apart],
    define: {
      'process.env.CYGNET_VERSION': JSON.stringify(version),
      'process.env["CYGNET_VERSION"]': JSON.stringify(version),
    },
  })
  await build({ ...shared, entryPoints: [source('adapters/store-s3.ts')], outfile: `${folder}/store-s3.cjs` })
}
