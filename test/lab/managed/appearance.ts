import type { Guest } from '../../../infra/lab/machine/guest.ts'
import { JOURNAL } from '../../../runner/core/paths.ts'
import { readJournal } from '../../../runner/core/state/journal.ts'

/**
 * Everything of a gateway that a release decides, as text to compare: its files by their hashes, what would shadow them,
 * and what kernel and daemon have. Sorted, since neither promises an order.
 */
export const appearanceOf = async (gateway: Guest): Promise<string> => {
  const { stdout } = await gateway.exec(['sh', '-c', LOOK], { timeout: 120_000 })
  return stdout.split('\n').sort().join('\n')
}

const LOOK = `
cd /etc; sha256sum netplan/60-cygnet.yaml cygnet/iptables.* sysctl.d/60-cygnet.conf strongswan.d/cygnet.conf \\
  systemd/networkd.conf.d/60-cygnet.conf swanctl/conf.d/cygnet.* ipsec.d/cygnet.* ipsec.conf ipsec.secrets 2>/dev/null
ls /run/netplan/60-cygnet.yaml /run/systemd/networkd.conf.d/60-cygnet.conf 2>/dev/null
for table in filter nat mangle; do iptables -w -t $table -S; done
ip -o -4 address | sed 's/valid_lft.*//; s/^[0-9]*://'
ip route
sysctl net.ipv4.ip_forward net.ipv4.conf.all.rp_filter
# The starter calls what its conns have in common after the one that it read first: in another order after a boot.
{ swanctl --list-conns 2>/dev/null || ipsec statusall | sed -n '/^Connections:/,/^[RS]/p' | grep '^ '; } |
  sed 's#^\\([^ /]*\\)/[^ ]*: IKE#\\1: IKE#'
`

/** The digest that the runner's journal names as in force; undefined where nothing is. */
export const inForceOn = async (gateway: Guest): Promise<string | undefined> =>
  readJournal(await gateway.read(JOURNAL)).inForce?.digest
