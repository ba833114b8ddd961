import type { ValidTopology } from '../../schema/topology/topology.ts'
import type { Bundle, ManagedFile } from '../../schema/wire/bundle.ts'
import type { Lab } from './lab.ts'
import { LabError } from './lab-error.ts'
import type { Guest } from './machine/guest.ts'
import { peerText } from './peer-text.ts'
import type { Vault } from './vault.ts'

/**
 * Puts compiled bundles onto the gateways of a lab without a control plane, as a person would by hand: files, then every
 * tool told to read them. Peers get what their own people would have written. Throws `boot` with the words of the tool
 * that refuses.
 */
export const applyBundles = async (
  lab: Lab,
  topology: ValidTopology,
  bundles: readonly Bundle[],
  vault: Vault,
): Promise<void> => {
  await Promise.all([
    ...bundles.map(bundle => applyBundle(lab.gateway(bundle.gateway), bundle, vault)),
    ...topology.peers.map(async peer => {
      const guest = lab.peer(peer.name)
      await guest.write('/etc/swanctl/conf.d/peer.conf', peerText(lab, topology, peer, vault), 0o600)
      await tell(guest, ['sysctl -qw net.ipv4.ip_forward=1', 'swanctl --load-all >/dev/null'])
    }),
  ])
}

/** One gateway's part of it. */
export const applyBundle = async (gateway: Guest, bundle: Bundle, vault: Vault): Promise<void> => {
  for (const file of bundle.files) {
    const text = vault.credential(file.path, textOf(bundle, file, vault))
    if (text !== undefined) await gateway.write(file.path, text, file.mode)
  }
  await tell(gateway, scriptOf(bundle, vault))
}

const tell = async (guest: Guest, lines: readonly string[]): Promise<void> => {
  const { code, stderr } = await guest.exec(['sh', '-s'], {
    stdin: ['set -e', ...lines].join('\n'),
    timeout: 120_000,
  })
  if (code !== 0) throw new LabError('boot', `${guest.name}: ${stderr.trim().slice(-1000)}`)
}

const textOf = (bundle: Bundle, file: ManagedFile, vault: Vault): string =>
  file.content
    .map(piece => (typeof piece === 'string' ? piece : filled(bundle, piece.secret, vault)))
    .join('')

const filled = (bundle: Bundle, id: string, vault: Vault): string => {
  const secret = bundle.secrets.find(each => each.id === id)
  if (secret === undefined) throw new LabError('topology', `${bundle.gateway} is told of no secret ${id}`)
  return vault.secret(bundle.gateway, secret)
}

/** In the order of the runner: sysctl, network, firewall, tunnels. */
const scriptOf = (bundle: Bundle, vault: Vault): string[] => {
  const kind = bundle.firewall === 'iptables-legacy' ? 'legacy' : 'nft'
  const rules = bundle.files.filter(file => file.path.startsWith('/etc/cygnet/iptables.'))
  const firewall = rules.flatMap(file => {
    const tool = `${file.path.endsWith('v6') ? 'ip6tables' : 'iptables'}-${kind}`
    return [`${tool}-restore --noflush <${file.path}`, ...hooks(textOf(bundle, file, vault), tool)]
  })
  return [
    'sysctl -q -p /etc/sysctl.d/60-cygnet.conf',
    '/lib/netplan/generate',
    'networkctl reload',
    ...firewall,
    ...DAEMON[bundle.daemon],
  ]
}

/** The last lines of each daemon's way: the starter is only ready some time after it was started. */
const DAEMON: Readonly<Record<Bundle['daemon'], readonly string[]>> = {
  swanctl: ['systemctl restart strongswan.service', 'swanctl --load-all >/dev/null'],
  'ipsec.conf': [
    ...['conf', 'secrets'].map(
      kind =>
        `grep -qs cygnet /etc/ipsec.${kind} || echo 'include /etc/ipsec.d/cygnet.${kind}' >>/etc/ipsec.${kind}`,
    ),
    'systemctl restart strongswan-starter.service',
    'for n in $(seq 100); do ipsec statusall >/dev/null 2>&1 && break; sleep 0.1; done',
    'ipsec statusall >/dev/null',
  ],
}

/** Chains of cygnet are named after the built-in ones that they hang in. */
const hooks = (rules: string, tool: string): string[] => {
  let table = ''
  return rules.split('\n').flatMap(line => {
    table = /^\*(\w+)/.exec(line)?.[1] ?? table
    const chain = /^:(CYGNET-(\w+))/.exec(line)
    if (chain === null) return []
    const rule = `${chain[2]} -j ${chain[1]}`
    return [`${tool} -t ${table} -C ${rule} 2>/dev/null || ${tool} -t ${table} -I ${rule}`]
  })
}
