import { parse } from 'yaml'
import * as z from 'zod'
import type { Bundle } from '../../schema/wire/bundle.ts'
import type { BundleSecret } from '../../schema/wire/bundle-secret.ts'
import type { ManagedPath } from '../../schema/wire/managed-paths.ts'
import { readSettings, type Settings } from '../compile/settings-reader.ts'
import { shownText } from './file-change.ts'

/** One gateway's end of a tunnel, as its files say. */
export interface End {
  readonly gateway: string
  /** Settings of the connection itself, its two authentication rounds included: `local.id`, `proposals` … */
  readonly settings: ReadonlyMap<string, string>
  /** Settings of each child. */
  readonly children: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly secret: BundleSecret | undefined
  /** The managed interface that it speaks from, as netplan has it. */
  readonly underlay: { readonly name: string; readonly definition: unknown } | undefined
  /** Seconds between two polls of the gateway. */
  readonly every: number
}

const Netplan = z.object({
  network: z.object({
    ethernets: z.record(z.string(), z.object({ addresses: z.array(z.string()).optional() })).optional(),
    vlans: z.record(z.string(), z.looseObject({ addresses: z.array(z.string()).optional() })).optional(),
  }),
})

/** Every end in these bundles by the name of its tunnel. Throws a SyntaxError on files that cygnet did not write. */
export const endsOf = (bundles: readonly Bundle[]): ReadonlyMap<string, readonly End[]> => {
  const ends = new Map<string, End[]>()
  for (const bundle of [...bundles].sort((a, b) => (a.gateway < b.gateway ? -1 : 1))) {
    const connections = readSettings(fileText(bundle, '/etc/swanctl/conf.d/cygnet.conf')).sections.get(
      'connections',
    )
    for (const [name, connection] of connections?.sections ?? [])
      ends.set(name, [...(ends.get(name) ?? []), endOf(bundle, name, connection)])
  }
  return ends
}

const endOf = (bundle: Bundle, name: string, connection: Settings): End => {
  const rounds = [...connection.sections].filter(([section]) => section !== 'children')
  const settings = new Map([
    ...connection.values,
    ...rounds.flatMap(([round, { values }]) =>
      [...values].map(([key, value]) => [`${round}.${key}`, value] as const),
    ),
  ])
  const children = connection.sections.get('children')?.sections ?? new Map<string, Settings>()
  return {
    gateway: bundle.gateway,
    settings,
    children: new Map([...children].map(([child, { values }]) => [child, values])),
    secret: bundle.secrets.find(({ id }) => id === name),
    underlay: underlayOf(bundle, settings.get('local_addrs')),
    every: bundle.every,
  }
}

const underlayOf = (bundle: Bundle, address: string | undefined): End['underlay'] => {
  const text = fileText(bundle, '/etc/netplan/60-cygnet.yaml')
  if (text === '') return undefined
  const { network } = Netplan.parse(parse(text))
  const found = Object.entries({ ...network.ethernets, ...network.vlans }).find(([, { addresses }]) =>
    addresses?.some(cidr => cidr.split('/')[0] === address),
  )
  return found && { name: found[0], definition: found[1] }
}

const fileText = (bundle: Bundle, path: ManagedPath): string => {
  const file = bundle.files.find(candidate => candidate.path === path)
  return file === undefined ? '' : shownText(file)
}
