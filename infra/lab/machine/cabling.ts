import type { Tap } from '../network/build.ts'
import type { Card, LabPlan } from '../network/plan.ts'
import type { Trunk } from '../outside/configuration.ts'
import type { MonitorCommand } from './monitor.ts'

/** Who is plugged into what: taps to make, trunks to switch, and what to tell each machine's QEMU. */
export interface Cabling {
  readonly taps: readonly Tap[]
  readonly trunks: readonly Trunk[]
  /** By machine. */
  readonly plugs: ReadonlyMap<string, readonly MonitorCommand[]>
}

/** Numbers the taps of a plan and names the sockets (in `folder`, which is short) of cards that carry VLANs. */
export const cable = (plan: LabPlan, folder: string): Cabling => {
  const taps: Tap[] = []
  const trunks: Trunk[] = []
  const newTap = (wire: string): string => {
    const device = `t${taps.length}`
    taps.push({ device, wire })
    return device
  }
  const plugCard = (card: Card, n: number): MonitorCommand[] => {
    const adapter = [
      add('device_add', { driver: 'virtio-net-pci', netdev: `n${n}`, id: `card${n}`, mac: card.mac }),
    ]
    if (card.vlans.length === 0)
      return [...(card.wire ? [tapEnd(`n${n}`, newTap(card.wire))] : [hubEnd(`n${n}`, 1000 + n)]), ...adapter]
    const socket = `${folder}/k${trunks.length}`
    const wires = [...(card.wire ? [{ id: 0, wire: card.wire }] : []), ...card.vlans]
    trunks.push({
      socket,
      ...(card.wire && { untagged: `${socket}.0` }),
      vlans: card.vlans.map(({ id, mtu }) => ({ id, mtu, socket: `${socket}.${id}` })),
    })
    const cables = wires.flatMap(({ id, wire }) =>
      patch(`n${n}v${id}`, n * 4096 + id, newTap(wire), `${socket}.${id}`),
    )
    return [...cables, streamEnd(`n${n}`, socket), ...adapter]
  }
  const plugs = plan.machines.map(({ name, cards }) => [name, cards.flatMap(plugCard)] as const)
  return { taps, trunks, plugs: new Map(plugs) }
}

const add = (execute: string, body: Readonly<Record<string, unknown>>): MonitorCommand => ({
  execute,
  arguments: body,
})

/** Without virtio's header there is no offload: what stands on the wire is whole, checksums and all. */
const tapEnd = (id: string, ifname: string): MonitorCommand =>
  add('netdev_add', { type: 'tap', id, ifname, script: 'no', downscript: 'no', vnet_hdr: false })

const streamEnd = (id: string, path: string): MonitorCommand =>
  add('netdev_add', { type: 'stream', id, server: false, addr: { type: 'unix', path } })

const hubEnd = (id: string, hubid: number, netdev?: string): MonitorCommand =>
  add('netdev_add', { type: 'hubport', id, hubid, ...(netdev && { netdev }) })

/** A patch cable inside QEMU between a tap and the switch: the switch itself cannot open taps. */
const patch = (id: string, hub: number, tap: string, socket: string): MonitorCommand[] => [
  tapEnd(`${id}t`, tap),
  streamEnd(`${id}s`, socket),
  hubEnd(`${id}a`, hub, `${id}t`),
  hubEnd(`${id}b`, hub, `${id}s`),
]
