import type { Place } from '../../../schema/problem.ts'
import type { GatewayDraft, InterfaceDraft } from '../draft/draft.ts'
import { Block, type Entry } from './block.ts'

/** A gateway as it stands in the topology: what differs from the defaults, each thing with where it was. */
export const gatewayBlock = (draft: GatewayDraft, keys: unknown, cite: (place: Place) => string): Block => {
  const { provider, os, daemon, firewall, nat, interfaces, networks, internet } = draft
  const some = (key: string, value: unknown, note?: string): Entry | undefined =>
    value === undefined ? undefined : { key, value, note }
  return new Block([
    some('provider', provider),
    some('os', os === 'debian-12' ? undefined : os),
    some('keys', keys),
    some('daemon', daemon === 'swanctl' ? undefined : daemon),
    some('firewall', firewall),
    nat === undefined ? undefined : { key: 'nat', value: true, note: `forced encapsulation, ${cite(nat)}` },
    { key: 'interfaces', value: new Block(interfaces.map(one => interfaceEntry(one, cite))) },
    networks.length === 0
      ? undefined
      : {
          key: 'networks',
          value: new Block(
            networks.map(({ name, subnet, interface: on, from }) => ({
              key: name,
              value: { subnet, interface: on },
              note: cite(from),
            })),
          ),
        },
    internet === undefined ? undefined : internetEntry(internet, cite),
  ])
}

const interfaceEntry = (one: InterfaceDraft, cite: (place: Place) => string): Entry => {
  const note =
    [one.note, one.from && cite(one.from)].filter(part => part !== undefined && part !== '').join(', ') ||
    undefined
  if (one.vlan !== undefined) return { key: one.key, value: vlanBlock(one), note }
  const value = {
    managed: false,
    ...(one.addresses.length === 0 ? {} : { addresses: one.addresses }),
    ...(one.mtu === undefined ? {} : { mtu: one.mtu }),
    ...(one.ownNat ? { 'bridge-nat': true } : {}),
  }
  return { key: one.key, value, note }
}

const vlanBlock = ({ vlan, addresses, routes, mtu }: InterfaceDraft): Block =>
  new Block([
    { key: 'vlan', value: vlan?.id },
    { key: 'link', value: vlan?.link },
    mtu === undefined ? undefined : { key: 'mtu', value: mtu },
    addresses.length === 0 ? undefined : { key: 'addresses', value: addresses },
    routes.length === 0
      ? undefined
      : {
          key: 'routes',
          value: routes.map(({ to, via, onLink }) => ({ to, via, ...(onLink ? { 'on-link': true } : {}) })),
        },
  ])

const internetEntry = (
  { via, masquerade, from }: NonNullable<GatewayDraft['internet']>,
  cite: (place: Place) => string,
): Entry => ({
  key: 'internet',
  value: { via, ...(masquerade.length === 0 ? {} : { masquerade }) },
  note: from && cite(from),
})
