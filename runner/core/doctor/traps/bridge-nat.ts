import { type Finding, shellWord, type Trap } from '../finding.ts'
import { networksOf } from '../host-facts.ts'
import type { Masquerade } from '../masquerades.ts'
import { covers, overlap } from '../subnet.ts'

/** Somebody's masquerade takes packets that belong into a tunnel. */
export const bridgeNat: Trap = ({ wanted, masquerades }) => {
  const [local, remote] = [networksOf(wanted, 'local'), networksOf(wanted, 'remote')]
  return masquerades.flatMap((one): Finding[] => {
    const hit = remote.find(
      network =>
        (one.except === undefined || !covers(one.except, network)) &&
        local.some(mine => one.from === undefined || overlap(one.from, mine)),
    )
    return hit === undefined ? [] : [finding(one, hit)]
  })
}

const finding = (one: Masquerade, network: string): Finding => ({
  code: 'bridge-nat',
  observed: `${network} sees this gateway's address instead of the sender's, or gets nothing through the tunnel at all`,
  why: `${one.where} masquerades ${one.from ?? 'everything'} also towards ${network}, before IPsec sees the packet`,
  mend:
    one.bridge !== undefined
      ? `lxc network set ${shellWord(one.bridge)} ipv4.nat=false`
      : one.kind === 'iptables'
        ? `${one.tool} -t nat -D POSTROUTING -j CYGNET-POSTROUTING; ${one.tool} -t nat -I POSTROUTING 1 -j CYGNET-POSTROUTING`
        : 'nft -a list ruleset | grep -w masquerade',
})
