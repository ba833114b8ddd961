import { must, run } from '../program.ts'
import type { LabPlan, Room } from './plan.ts'

/** How a lab's namespaces are called on this machine: `<prefix>-wire`, `<prefix>-internet`, `<prefix>-rlyeh-containers`. */
export const namespaceOf = (prefix: string, room: string): string => `${prefix}-${room.replaceAll('/', '-')}`

/** Where all wires end: no address, no route, only bridges. */
export const WIRE_ROOM = 'wire'

/** A card's tap in the wire namespace, and where it is plugged in. */
export interface Tap {
  readonly device: string
  readonly wire: string
}

/** What is to be typed, as data: one batch of `ip` per namespace, in order. */
export interface Batch {
  readonly namespace: string
  readonly lines: readonly string[]
}

/** The commands that make wires, taps and rooms of a plan. Namespaces exist already. */
export const batchesOf = (plan: LabPlan, taps: readonly Tap[], prefix: string): Batch[] => {
  const bridge = (wire: string): string => plan.wires.find(({ name }) => name === wire)?.device ?? ''
  const bridges = plan.wires.flatMap(({ device }) => [
    `link add ${device} type bridge mcast_snooping 0`,
    `link set ${device} up`,
  ])
  const ends = plan.rooms.flatMap(room =>
    room.ports.map(port => ({ port, namespace: namespaceOf(prefix, room.name) })),
  )
  const cables = ends.flatMap(({ port, namespace }, n) => [
    `link add c${n} type veth peer name ${port.device} netns ${namespace}`,
    `link set c${n} master ${bridge(port.wire)} up`,
  ])
  const sockets = taps.flatMap(({ device, wire }) => [
    `tuntap add dev ${device} mode tap`,
    `link set ${device} master ${bridge(wire)} up`,
  ])
  return [
    { namespace: namespaceOf(prefix, WIRE_ROOM), lines: [...bridges, ...cables, ...sockets] },
    ...plan.rooms.map(room => ({ namespace: namespaceOf(prefix, room.name), lines: roomLines(room) })),
  ]
}

const roomLines = (room: Room): string[] => [
  'link set lo up',
  ...room.own.map(address => `addr add ${address} dev lo`),
  ...room.ports.flatMap(({ device, addresses }) => [
    ...addresses.map(address => `addr add ${address} dev ${device}`),
    `link set ${device} up`,
  ]),
  ...room.routes.map(({ to, via, device }) =>
    ['route add', to, ...(via ? ['via', via] : []), ...(device ? ['dev', device] : [])].join(' '),
  ),
]

/** Makes everything of a plan on this machine; `namespaces` were recorded before, so that a crash here can be cleaned up. */
export const buildNetwork = async (plan: LabPlan, taps: readonly Tap[], prefix: string): Promise<void> => {
  for (const namespace of namespacesOf(plan, prefix)) {
    await must(['ip', 'netns', 'add', namespace])
    await must(['ip', 'netns', 'exec', namespace, 'sh', '-c', SETTLE])
  }
  for (const { namespace, lines } of batchesOf(plan, taps, prefix))
    await must(['ip', '-n', namespace, '-batch', '-'], { input: `${lines.join('\n')}\n` })
  for (const room of plan.rooms) {
    const inside = ['ip', 'netns', 'exec', namespaceOf(prefix, room.name)]
    if (room.forwards) await must([...inside, 'sysctl', '-qw', 'net.ipv4.ip_forward=1'])
    if (room.proxies) await must([...inside, 'sh', '-c', PROXY])
    if (room.filter !== '') await must([...inside, 'nft', '-f', '-'], { input: room.filter })
  }
}

/** Answering for others takes up to 0.8 s at random unless told otherwise. */
const PROXY = `sysctl -qw net.ipv4.conf.all.proxy_arp=1
for delay in /proc/sys/net/ipv4/neigh/*/proxy_delay; do [ -w $delay ] && echo 0 >$delay; done
true`

/** Quiet wires: no IPv6 of their own, and bridges that carry frames past this machine's netfilter. */
const SETTLE = `sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
sysctl -qw net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.default.send_redirects=0
if [ -d /proc/sys/net/bridge ]; then sysctl -qw net.bridge.bridge-nf-call-iptables=0; fi
true`

export const namespacesOf = (plan: LabPlan, prefix: string): string[] =>
  [WIRE_ROOM, ...plan.rooms.map(({ name }) => name)].map(room => namespaceOf(prefix, room))

/** Removes namespaces with everything in them; those that are gone already are fine. */
export const removeNamespaces = async (namespaces: readonly string[]): Promise<void> => {
  for (const namespace of namespaces) await run(['ip', 'netns', 'delete', namespace])
}
