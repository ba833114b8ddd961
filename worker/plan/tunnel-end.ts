import { parse } from 'yaml'
import * as z from 'zod'
import type { Bundle } from '../../schema/wire/bundle.ts'
import type { BundleSecret } from '../../schema/wire/bundle-secret.ts'
import { fileText, isTunnel, type Loaded, loadedBy } from './loaded.ts'

/** One gateway's end of a tunnel, as its files say. */
export interface End extends Loaded {
  readonly gateway: string
  readonly daemon: Bundle['daemon']
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
  for (const bundle of [...bundles].sort((a, b) => (a.gateway < b.gateway ? -1 : 1)))
    for (const [name, loaded] of loadedBy(bundle))
      if (isTunnel(loaded)) ends.set(name, [...(ends.get(name) ?? []), endOf(bundle, name, loaded)])
  return ends
}

const endOf = (bundle: Bundle, name: string, loaded: Loaded): End => ({
  ...loaded,
  gateway: bundle.gateway,
  daemon: bundle.daemon,
  secret: bundle.secrets.find(({ id }) => id === name),
  underlay: underlayOf(bundle, loaded.settings.get('local_addrs')),
  every: bundle.every,
})

const underlayOf = (bundle: Bundle, address: string | undefined): End['underlay'] => {
  const text = fileText(bundle, '/etc/netplan/60-cygnet.yaml')
  if (text === '') return undefined
  const { network } = Netplan.parse(parse(text))
  const found = Object.entries({ ...network.ethernets, ...network.vlans }).find(([, { addresses }]) =>
    addresses?.some(cidr => cidr.split('/')[0] === address),
  )
  return found && { name: found[0], definition: found[1] }
}
