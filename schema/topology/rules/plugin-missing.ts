import type { Finding, Rule } from '../finding.ts'
import type { Gateway } from '../gateway.ts'
import { offers } from '../knowledge/offers.ts'
import type { Topology } from '../topology.ts'

/** What a gateway has to do, and the Debian package that lets it. */
interface Ability {
  readonly package: string
  readonly for: string
}

/** A Debian package that the configuration needs, and that is not among those of the gateway. */
export const pluginMissing: Rule = {
  code: 'plugin-missing',
  level: 'error',
  trap: {
    when: '`packages` of a gateway lacks one that its configuration needs: a daemon, GCM and elliptic curves, EAP-MSCHAPv2',
    observe: 'a connection does not load, or every client fails at "EAP method not supported"',
    why: 'Debian splits strongSwan; eap-mschapv2 is in libcharon-extauth-plugins, eap-identity in libcharon-extra-plugins, gcm and openssl in libstrongswan-standard-plugins, and all are only recommended',
    write: 'install the package that the message names, and add it to `packages`',
  },
  *check(topology) {
    const needs = abilities(topology)
    for (const gateway of topology.gateways) yield* missingOn(gateway, needs.get(gateway.name) ?? [])
  },
}

function* missingOn({ at, name, packages }: Gateway, needs: readonly Ability[]): Iterable<Finding> {
  if (packages === undefined) return
  for (const need of needs.filter(one => !packages.includes(one.package)))
    yield {
      severity: 'error',
      at: [...at, 'packages'],
      message: `${need.for} does not work on ${name}: it needs the Debian package ${need.package}, which is not in the list`,
      hint: `run apt install ${need.package} on ${name}, and add it to packages`,
    }
}

const abilities = (topology: Topology): ReadonlyMap<string, readonly Ability[]> => {
  const needs = new Map<string, Ability[]>()
  const need = (gateway: string, ability: Ability): void => {
    const known = needs.get(gateway) ?? []
    if (!known.some(one => one.package === ability.package)) known.push(ability)
    needs.set(gateway, known)
  }
  for (const { ike, esp, gateways } of offers(topology)) {
    const word = [...ike, ...esp].flatMap(proposal => proposal.split('-')).find(fromStandardPlugins)
    for (const name of word === undefined ? [] : gateways)
      need(name, { package: 'libstrongswan-standard-plugins', for: word ?? '' })
  }
  for (const { gateway } of topology.access) for (const ability of DIAL_IN) need(gateway, ability)
  for (const { name, daemon } of topology.gateways)
    for (const one of DAEMONS[daemon]) need(name, { package: one, for: `the daemon for ${daemon}` })
  return needs
}

/** EAP-MSCHAPv2, the identity before it, and MD4 and DES, which it is made of and which only OpenSSL still has. */
const DIAL_IN: readonly Ability[] = [
  { package: 'libcharon-extauth-plugins', for: 'EAP-MSCHAPv2' },
  { package: 'libcharon-extra-plugins', for: 'asking users who they are (EAP identity)' },
  { package: 'libstrongswan-standard-plugins', for: 'MD4, of which EAP-MSCHAPv2 is made,' },
]

const DAEMONS: Readonly<Record<Gateway['daemon'], readonly string[]>> = {
  swanctl: ['charon-systemd'],
  'ipsec.conf': ['strongswan-starter', 'strongswan-charon'],
}

/** GCM is in the plugin gcm, ChaCha20 and elliptic curves in the plugin openssl; one package holds both. */
const fromStandardPlugins = (word: string): boolean =>
  /gcm|^chacha|^ecp\d|^(?:curve|x)(?:25519|448)$/.test(word)
