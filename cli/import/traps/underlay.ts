import { parseCidr } from '../../../schema/topology/address.ts'
import { PRESETS } from '../../../schema/topology/presets/all.ts'
import type { HostInterface } from '../model/host.ts'
import { remark } from '../word.ts'
import type { Trap } from './trap.ts'

/** VLAN ids that nothing carries. The id stays as written: only a person knows the right one. */
export const vlanRange: Trap = function* ({ interfaces, provider = 'generic' }) {
  const { from, to } = PRESETS[provider].vlans
  for (const { vlan } of interfaces) {
    if (vlan === undefined || (vlan.id.value >= from && vlan.id.value <= to)) continue
    yield remark('vlan-range', 'error', vlan.id.word.place, {
      message: `the interface comes up and nothing on it ever answers: ${provider === 'hetzner-dedicated' ? 'a Hetzner vSwitch' : 'a VLAN'} has ids from ${from} to ${to}`,
      hint: `it stays as it is in the topology, and is refused there: write the id that the vSwitch or the switch really has`,
      value: String(vlan.id.value),
    })
  }
}

/** An MTU above what the provider carries. */
export const mtuUnderlay: Trap = function* ({ interfaces, provider = 'generic' }) {
  for (const one of interfaces) {
    const underlay = PRESETS[provider].mtu(linkOf(one))
    if (underlay === undefined || one.mtu === undefined || one.mtu.value <= underlay.promised) continue
    const worse = one.mtu.value > underlay.most
    yield remark('mtu-underlay', worse ? 'error' : 'warning', one.mtu.word.place, {
      message: worse
        ? `ping works and SSH hangs at key exchange: ${underlay.called} carries ${underlay.promised} bytes, and drops longer packets without a word`
        : `long packets may vanish: ${underlay.called} promises ${underlay.promised} bytes; ${underlay.most} have been seen to pass, on some paths`,
      hint: `it stays as it is in the topology: write mtu: ${underlay.promised} there, or leave it out`,
      value: String(one.mtu.value),
    })
  }
}

const linkOf = ({ vlan, addresses }: HostInterface) => ({
  vlan: vlan !== undefined,
  addresses: addresses.flatMap(({ text }) => parseCidr(text) ?? []),
})

/** Names that strongSwan or networkd read as something else. */
export const interfaceName: Trap = function* ({ interfaces }) {
  for (const { name, vlan } of interfaces) {
    if (/^[A-Za-z][A-Za-z0-9_-]{0,14}$/.test(name.text)) continue
    yield remark('interface-name', 'warning', name.place, {
      message:
        'settings of this interface are lost here and there: its name has a dot, or more than the 15 characters that the kernel keeps',
      hint:
        vlan === undefined
          ? 'the topology has another name for it, which the host does not: rename the interface on the host'
          : 'mended: the VLAN gets another name in the topology',
      value: name.text,
    })
  }
}

/** VLANs that cygnet will make, and that the old file would make too. */
export const netplanLeftover: Trap = function* ({ interfaces }) {
  for (const { vlan, name } of interfaces.filter(({ vlan }) => vlan !== undefined))
    yield remark('netplan-leftover', 'info', name.place, {
      message: `the VLAN stands in two files once the gateway is handed over: the kernel takes one id on one link once, and netplan joins the addresses of both files`,
      hint: `take ${name.text} out of the old file when the first release is on the gateway, before the next boot`,
      value: String(vlan?.id.value ?? ''),
    })
}

/** netplan dies of a VRF with routes and without a rule. */
export const netplanCrash: Trap = function* ({ netplanCrashes }) {
  for (const { text, place } of netplanCrashes)
    yield remark('netplan-crash', 'warning', place, {
      message:
        'the machine comes up without a network: netplan 0.106 crashes on a VRF that has routes and no routing-policy',
      hint: 'add routing-policy to the VRF on the host; the topology does not speak of VRFs',
      value: text,
    })
}
