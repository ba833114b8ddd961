import { type ProfileFacts, type ProfileFile, pemOf, stemOf, titleOf, uuidOf } from './facts.ts'

/** swanctl.conf, and the authority's certificate for x509ca. */
export const linuxProfile = (facts: ProfileFacts): ProfileFile[] => [
  { name: `${stemOf(facts)}.conf`, text: swanctlConf(facts) },
  ...authorityFile(facts),
]

/** A keyfile for NetworkManager's strongSwan plugin, and the authority's certificate. */
export const networkManagerProfile = (facts: ProfileFacts): ProfileFile[] => [
  { name: `${stemOf(facts)}.nmconnection`, text: keyfile(facts) },
  ...authorityFile(facts),
]

/** Text as GKeyFile reads it behind `key=`. */
export const keyfileValue = (text: string): string =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll(' ', '\\s')

const authorityName = ({ access }: ProfileFacts): string => `cygnet-${access}.pem`

const authorityFile = (facts: ProfileFacts): ProfileFile[] =>
  facts.authority === undefined ? [] : [{ name: authorityName(facts), text: pemOf(facts.authority) }]

const swanctlConf = (facts: ProfileFacts): string => {
  const { user, server, password, routes, ike, esp } = facts
  const name = stemOf(facts)
  const families = new Set(routes.map(route => (route.includes(':') ? '::' : '0.0.0.0')))
  const secret = password === undefined ? '' : `0s${Buffer.from(password).toString('base64')}`
  return `# ${titleOf(facts)}: this file to /etc/swanctl/conf.d/, ${authorityName(facts)} to /etc/swanctl/x509ca/,
# then: swanctl --load-all && swanctl --initiate --child ${name}
connections {
  ${name} {
    version = 2
    remote_addrs = ${server}
    vips = ${[...families].join(', ')}
    proposals = ${ike.join(', ')}
    dpd_delay = 30s
    local {
      auth = eap-mschapv2
      id = ${user}
      eap_id = ${user}
    }
    remote {
      auth = pubkey
      id = ${server}
    }
    children {
      ${name} {
        remote_ts = ${routes.join(', ')}
        esp_proposals = ${esp.join(', ')}
        dpd_action = clear
      }
    }
  }
}
${secret === '' ? '# secrets { eap-user { … } } is left to you' : `secrets {\n  eap-${name} {\n    id = ${user}\n    secret = ${secret}\n  }\n}`}
`
}

const keyfile = (facts: ProfileFacts): string => `[connection]
id=${keyfileValue(titleOf(facts))}
uuid=${uuidOf(facts, 'networkmanager')}
type=vpn
autoconnect=false

[vpn]
service-type=org.freedesktop.NetworkManager.strongswan
address=${keyfileValue(facts.server)}
${facts.authority === undefined ? '' : `certificate=/etc/NetworkManager/certs/${authorityName(facts)}\n`}method=eap
user=${keyfileValue(facts.user)}
virtual=yes
proposal=yes
ike=${facts.ike.join(';')}
esp=${facts.esp.join(';')}
password-flags=${facts.password === undefined ? 2 : 0}
${facts.password === undefined ? '' : `\n[vpn-secrets]\npassword=${keyfileValue(facts.password)}\n`}
[ipv4]
method=auto
never-default=true

[ipv6]
method=auto
never-default=true
`
