import { createHash } from 'node:crypto'
import type { Bundle, ManagedFile } from '../../schema/wire/bundle.ts'
import type { Lab } from './lab.ts'
import { LabError } from './lab-error.ts'

/**
 * Puts compiled bundles onto the gateways of a lab without a control plane, as a person would by hand: files, then every
 * tool told to read them. Secrets are made up from their names, the same on both ends. Throws `boot` with the words of
 * the tool that refuses.
 */
export const applyBundles = async (lab: Lab, bundles: readonly Bundle[]): Promise<void> => {
  for (const bundle of bundles) {
    const gateway = lab.gateway(bundle.gateway)
    for (const file of bundle.files) await gateway.write(file.path, textOf(file), file.mode)
    const { code, stderr } = await gateway.exec(['sh', '-s'], { stdin: scriptOf(bundle), timeout: 120_000 })
    if (code !== 0) throw new LabError('boot', `${bundle.gateway}: ${stderr.trim().slice(-1000)}`)
  }
}

const textOf = (file: ManagedFile): string =>
  file.content.map(piece => (typeof piece === 'string' ? piece : madeUp(piece.secret))).join('')

const madeUp = (id: string): string => `0s${createHash('sha256').update(`lab ${id}`).digest('base64')}`

/** In the order of the runner: sysctl, network, firewall, tunnels. */
const scriptOf = (bundle: Bundle): string => {
  const kind = bundle.firewall === 'iptables-legacy' ? 'legacy' : 'nft'
  const rules = bundle.files.filter(file => file.path.startsWith('/etc/cygnet/iptables.'))
  const firewall = rules.flatMap(file => {
    const tool = `${file.path.endsWith('v6') ? 'ip6tables' : 'iptables'}-${kind}`
    return [`${tool}-restore --noflush <${file.path}`, ...hooks(textOf(file), tool)]
  })
  return [
    'set -e',
    'sysctl -q -p /etc/sysctl.d/60-cygnet.conf',
    '/lib/netplan/generate',
    'networkctl reload',
    ...firewall,
    'systemctl restart strongswan.service',
    'swanctl --load-all >/dev/null',
  ].join('\n')
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
