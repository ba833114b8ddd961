import { type Imported, type ImportWords, importHost } from '../../cli/import/join/import-host.ts'
import { emptyTopology, readKnown } from '../../cli/import/join/known.ts'
import type { HostFiles } from '../../cli/import/source/host-files.ts'
import { HostFolder } from '../../cli/import/source/host-folder.ts'
import { HostInMemory } from '../../cli/import/source/host-in-memory.ts'

/** A host to import: its files, and what a person would say on the command line. */
export interface Asked extends Partial<ImportWords> {
  readonly gateway: string
  readonly files: HostFiles
}

/** Imports hosts one after the other into a topology of their own, as as many calls of the tool would. */
export const importAll = (hosts: readonly Asked[], network = 'miskatonic'): Imported[] => {
  let text: string | undefined
  return hosts.map(({ files, ...words }) => {
    const reading = text === undefined ? { known: emptyTopology(network) } : readKnown('topology.yaml', text)
    if ('problems' in reading) throw new Error(JSON.stringify(reading.problems))
    const asked: ImportWords = { provider: undefined, daemon: undefined, derive: false, ...words }
    const imported = importHost(files, asked, { text, known: reading.known }, '')
    text = imported.text
    return imported
  })
}

/** The last of them. */
export const imported = (...hosts: readonly Asked[]): Imported => {
  const last = importAll(hosts).at(-1)
  if (last === undefined) throw new Error('no host')
  return last
}

/** Files by path, of a host that has nothing else. */
export const host = (files: Readonly<Record<string, string>>): HostFiles => new HostInMemory(files)

export const codesOf = ({ problems }: Pick<Imported, 'problems'>): string[] => [
  ...new Set(problems.map(({ code }) => code)),
]

const REFERENCE = new URL('../fixtures/reference-hosts/', import.meta.url).pathname

/** The pair of hosts as hand-edited files leave them. */
export const SITE_A = (): Asked => ({ gateway: 'rlyeh', files: new HostFolder(`${REFERENCE}site-a`) })
export const SITE_B = (): Asked => ({
  gateway: 'ulthar',
  provider: 'hetzner-cloud',
  files: new HostFolder(`${REFERENCE}site-b`),
})
