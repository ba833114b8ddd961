import { stringify } from 'yaml'
import { CONTROL_ADDRESS, CONTROL_NAME } from './internet.ts'
import type { Card, GuestFile } from './plan.ts'
import type { Installed } from './underlay.ts'

/** An interface as the installer left it: a card, or a bridge with a card as its port. */
export interface InstalledLink extends Installed {
  readonly device: string
  readonly port?: string
}

/** The card behind a bridge: the bridge's name and one letter, within the 15 that Linux allows. */
export const portOf = (bridge: string): string => `${bridge.slice(0, 14)}p`

/**
 * What a provider's installer would have written into a machine, outside of everything that cygnet owns: names of the
 * cards, the network as delivered, the host's name and the way to the control plane; `hosts` are more lines of
 * /etc/hosts, since the lab has no resolver.
 */
export const guestFiles = (
  name: string,
  cards: readonly Card[],
  links: readonly InstalledLink[],
  hosts: readonly string[] = [],
): GuestFile[] => [
  { path: '/etc/hostname', mode: 0o644, text: `${name}\n` },
  {
    path: '/etc/hosts',
    mode: 0o644,
    text: [
      `127.0.0.1 localhost`,
      `127.0.1.1 ${name}`,
      `${CONTROL_ADDRESS} ${CONTROL_NAME}`,
      ...hosts,
      '',
    ].join('\n'),
  },
  ...cards.map(card => ({
    path: `/etc/systemd/network/10-lab-${card.device}.link`,
    mode: 0o644,
    text: `[Match]\nMACAddress=${card.mac}\nDriver=virtio_net\n\n[Link]\nName=${card.device}\n`,
  })),
  { path: '/etc/netplan/01-lab.yaml', mode: 0o600, text: netplan(cards, links) },
]

/** No link-local addresses: a lab's wires carry what its gateways mean to send, so that a capture can be read. */
const QUIET = { 'link-local': [], 'accept-ra': false }

const netplan = (cards: readonly Card[], links: readonly InstalledLink[]): string => {
  const plain = new Map(links.filter(link => link.port === undefined).map(link => [link.device, link]))
  const ethernets = cards.map(({ device }) => {
    const { addresses = [], routes, mtu } = plain.get(device) ?? {}
    return [
      device,
      {
        ...QUIET,
        ...(addresses.length > 0 && { addresses }),
        ...(routes && { routes }),
        ...(mtu && { mtu }),
      },
    ]
  })
  const bridges = links.flatMap(({ device, port, addresses }) =>
    port === undefined
      ? []
      : [[device, { ...QUIET, interfaces: [port], addresses, parameters: { stp: false } }]],
  )
  const network = {
    version: 2,
    renderer: 'networkd',
    ethernets: Object.fromEntries(ethernets),
    ...(bridges.length > 0 && { bridges: Object.fromEntries(bridges) }),
  }
  return `# Written by the installer of this machine.\n${stringify({ network }, { aliasDuplicateObjects: false })}`
}
