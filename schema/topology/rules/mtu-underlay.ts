import type { Finding, Rule } from '../finding.ts'
import type { Gateway, Interface } from '../gateway.ts'
import { PRESETS } from '../presets/all.ts'

/** An interface that is told to send longer packets than the provider's network carries. */
export const mtuUnderlay: Rule = {
  code: 'mtu-underlay',
  level: 'error or warning',
  trap: {
    when: 'an interface sends longer packets than the network of its provider carries: 1400 bytes on a vSwitch (1450 pass on some paths), 1450 on a Hetzner Cloud private network',
    observe: 'ping works, and SSH hangs at key exchange',
    why: 'longer packets are dropped without a word',
    write: 'write the MTU that the provider promises, or leave it out: cygnet knows it',
  },
  *check(topology) {
    for (const gateway of topology.gateways)
      for (const one of gateway.interfaces) {
        const finding = overlong(gateway, one)
        if (finding !== undefined) yield finding
      }
  },
}

const overlong = (gateway: Gateway, one: Interface): Finding | undefined => {
  const underlay = PRESETS[gateway.provider].mtu({ vlan: one.vlan !== undefined, addresses: one.addresses })
  if (underlay === undefined || one.mtu <= underlay.promised) return undefined
  const hint = `write mtu: ${underlay.promised}, or leave it out`
  const at = [...one.at, 'mtu']
  if (one.mtu <= underlay.most)
    return {
      severity: 'warning',
      at,
      message: `long packets may vanish: ${underlay.called} promises ${underlay.promised} bytes; ${underlay.most} have been seen to pass, on some paths`,
      hint,
    }
  return {
    severity: 'error',
    at,
    message: `ping works and SSH hangs at key exchange: ${underlay.called} carries ${underlay.promised} bytes, and drops longer packets without a word`,
    hint,
  }
}
