import type { Bundle, ManagedFile } from '../../../schema/wire/bundle.ts'

/** The bundles with one gateway's changed. */
export const withGateway = (
  bundles: readonly Bundle[],
  gateway: string,
  change: (bundle: Bundle) => Bundle,
): Bundle[] => bundles.map(bundle => (bundle.gateway === gateway ? change(bundle) : bundle))

/** A bundle in which a file that is there already says something else. Throws when nothing changes by it. */
export const rewritten = (
  bundle: Bundle,
  path: ManagedFile['path'],
  change: (text: string) => string,
): Bundle => {
  const files = bundle.files.map(file =>
    file.path === path
      ? { ...file, content: file.content.map(piece => (typeof piece === 'string' ? change(piece) : piece)) }
      : file,
  )
  if (JSON.stringify(files) === JSON.stringify(bundle.files)) throw new Error(`nothing changes in ${path}`)
  return { ...bundle, files }
}

/** A bundle with one file more. */
export const withFile = (bundle: Bundle, path: ManagedFile['path'], text: string): Bundle => ({
  ...bundle,
  files: [...bundle.files, { path, mode: 0o600 as const, content: [text] }].sort((a, b) =>
    a.path < b.path ? -1 : 1,
  ),
})
