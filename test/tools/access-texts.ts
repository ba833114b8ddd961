import type { IpsecTexts } from '../../runner/ports/ipsec.ts'
import type { Issued } from './test-authority.ts'

/** Somebody who logs in. */
export interface User {
  readonly name: string
  readonly password: string
  readonly address: string
}

/** What a gateway that lets people in is configured with, in the words of swanctl.conf. */
export const accessTexts = (server: Issued, authority: string, users: readonly User[]): IpsecTexts => ({
  daemon: 'swanctl',
  settings: '',
  connections: [
    'connections {',
    ...users.map(user => connection(`laptops-${user.name}`, user.name, user.name, `laptops-${user.name}`)),
    connection('laptops', '%any', '%any', 'laptops-dynamic'),
    '}',
    'pools {',
    ...users.map(user => pool(`laptops-${user.name}`, `${user.address}/32`)),
    pool('laptops-dynamic', '10.0.254.0/28'),
    '}',
    '',
  ].join('\n'),
  secrets: [
    'secrets {',
    ...users.map(
      ({ name, password }) =>
        `eap-${name} {\nid = ${name}\nsecret = "0s${Buffer.from(password).toString('base64')}"\n}`,
    ),
    '}',
    '',
  ].join('\n'),
  credentials: new Map([
    ['/etc/swanctl/x509/cygnet-laptops.pem', server.certificate],
    ['/etc/swanctl/x509ca/cygnet-laptops.pem', authority],
    ['/etc/swanctl/private/cygnet-laptops.pem', server.key],
  ]),
})

const connection = (name: string, id: string, eapId: string, pools: string): string => `
  ${name} {
    version = 2
    local_addrs = 172.16.0.18
    proposals = aes128-sha256-ecp256
    unique = replace
    send_cert = always
    send_certreq = no
    rekey_time = 0s
    pools = ${pools}
    local {
      auth = pubkey
      id = ipsec.example.com
      certs = cygnet-laptops.pem
    }
    remote {
      auth = eap-mschapv2
      id = ${id}
      eap_id = ${eapId}
    }
    children {
      ${name} {
        local_ts = 10.1.0.0/16
        esp_proposals = aes128-sha256
        rekey_time = 0s
        start_action = none
      }
    }
  }`

const pool = (name: string, addrs: string): string =>
  `  ${name} {\n    addrs = ${addrs}\n    dns = 10.1.4.1,10.1.4.2\n  }`

/** A laptop's own configuration for somebody, as a person would write it; `id` is what it says before EAP. */
export const laptopText = ({ name, password }: User, id = name): string => `
connections {
  ${name} {
    version = 2
    local_addrs = 172.16.0.2
    remote_addrs = 172.16.0.18
    proposals = aes128-sha256-ecp256
    vips = 0.0.0.0
    local {
      auth = eap-mschapv2
      id = ${id}
      eap_id = ${name}
    }
    remote {
      auth = pubkey
      id = ipsec.example.com
    }
    children {
      ${name} {
        remote_ts = 10.1.0.0/16
        esp_proposals = aes128-sha256
      }
    }
  }
}
secrets {
  eap-${name} {
    id = ${name}
    secret = 0s${Buffer.from(password).toString('base64')}
  }
}
`
