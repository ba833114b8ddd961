import { parseArgs } from 'node:util'

/** What the TUF project's conformance suite asks of a client under test (its CLIENT-CLI.md). */
export type TufCommand =
  | { readonly do: 'init'; readonly metadataDir: string; readonly root: string }
  | { readonly do: 'refresh'; readonly metadataDir: string; readonly metadataUrl: string }
  | {
      readonly do: 'download'
      readonly metadataDir: string
      readonly metadataUrl: string
      readonly targetBaseUrl: string
      readonly targetDir: string
      /** At least one. */
      readonly targetNames: readonly string[]
    }

const options = {
  'metadata-dir': { type: 'string' },
  'metadata-url': { type: 'string' },
  'target-name': { type: 'string', multiple: true },
  'target-base-url': { type: 'string' },
  'target-dir': { type: 'string' },
} as const

/** Reads what stands after `tuf`, options before or after the command's name. Throws a `TypeError` that says what is missing. */
export const readTufArguments = (args: readonly string[]): TufCommand => {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  const needed = (name: Exclude<keyof typeof options, 'target-name'>): string => {
    const value = values[name]
    if (value === undefined || value === '') throw new TypeError(`${positionals[0]} wants --${name}`)
    return value
  }
  const [name, root, ...rest] = positionals
  if (name !== 'init' && name !== 'refresh' && name !== 'download')
    throw new TypeError('tuf wants init ROOT, refresh or download')
  if (rest.length > 0 || (name !== 'init' && root !== undefined))
    throw new TypeError(`${name} does not take ${rest[0] ?? root}`)
  const metadataDir = needed('metadata-dir')
  if (name === 'init') {
    if (root === undefined) throw new TypeError('init wants the file of a trusted root')
    return { do: 'init', metadataDir, root }
  }
  const metadataUrl = needed('metadata-url')
  if (name === 'refresh') return { do: 'refresh', metadataDir, metadataUrl }
  const targetNames = values['target-name'] ?? []
  if (targetNames.length === 0) throw new TypeError('download wants --target-name')
  const [targetBaseUrl, targetDir] = [needed('target-base-url'), needed('target-dir')]
  return { do: 'download', metadataDir, metadataUrl, targetBaseUrl, targetDir, targetNames }
}
