import { parseCidr } from '../../../schema/topology/address.ts'
import type { HostInterface, Os, Provider } from './host.ts'

const HETZNER_RESOLVERS =
  /^(?:213\.133\.(?:98\.98|99\.99|100\.100)|185\.12\.64\.[12]|2a01:4ff:ff00::add:[12])$/

/** Whose machine this looks like; undefined when nothing tells. A wrong guess is corrected by `--provider`. */
export const guessedProvider = (
  interfaces: readonly HostInterface[],
  resolvers: readonly string[],
): Provider | undefined => {
  const vlans = interfaces.filter(({ vlan }) => vlan !== undefined)
  const atHetzner = resolvers.some(resolver => HETZNER_RESOLVERS.test(resolver))
  const inVswitchRange = vlans.some(
    ({ vlan }) => vlan !== undefined && vlan.id.value >= 4000 && vlan.id.value <= 4091,
  )
  if (vlans.length > 0 && (atHetzner || inVswitchRange)) return 'hetzner-dedicated'
  const privateNetwork = interfaces.some(
    ({ kind, addresses }) =>
      kind === 'ethernet' && addresses.some(({ text }) => isHostOnPrivateNetwork(text)),
  )
  const cloudGateway = interfaces.some(({ routes }) => routes.some(({ to }) => to.text === '172.31.1.1/32'))
  if (privateNetwork || cloudGateway) return 'hetzner-cloud'
  return undefined
}

const isHostOnPrivateNetwork = (text: string): boolean => {
  const cidr = parseCidr(text)
  return cidr !== undefined && cidr.prefix === 32 && cidr.address.range() === 'private'
}

/** The release of an os-release(5) file that the language knows. */
export const osOf = (text: string): Os | undefined => {
  const value = (key: string) => new RegExp(`^${key}="?([a-z0-9.]+)"?$`, 'm').exec(text)?.[1]
  const release = `${value('ID')}-${value('VERSION_ID')}`
  return RELEASES.find(known => known === release)
}

const RELEASES: readonly Os[] = ['debian-12', 'debian-13', 'ubuntu-22.04', 'ubuntu-24.04']
