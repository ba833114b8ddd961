import type { Access, User } from '../../schema/topology/access.ts'
import { formatCidr } from '../../schema/topology/address.ts'
import type { Vault } from './vault.ts'

/** Where a laptop keeps what it trusts and how it dials. */
export const LAPTOP_FILES = {
  connection: '/etc/swanctl/conf.d/lab.conf',
  authority: '/etc/swanctl/x509ca/lab.pem',
} as const

/** The connection on a laptop, and its CHILD. */
export const LAPTOP_CONNECTION = 'lab'
export const LAPTOP_CHILD = 'inside'

/**
 * A laptop's swanctl.conf as a person would write it who was told the name of the gateway and a password. It asks for an
 * inner address and says who it is before EAP.
 */
export const laptopText = (access: Access, user: User, vault: Vault): string => `connections {
  ${LAPTOP_CONNECTION} {
    version = 2
    remote_addrs = ${access.id}
    vips = ${access.pool?.address.kind() === 'ipv6' ? '::' : '0.0.0.0'}
    proposals = ${access.ike.join(',')}
    local {
      auth = eap-mschapv2
      id = ${user.name}
      eap_id = ${user.name}
    }
    remote {
      auth = pubkey
      id = ${access.id}
      cacerts = ${LAPTOP_FILES.authority}
    }
    children {
      ${LAPTOP_CHILD} {
        remote_ts = ${access.routes.map(formatCidr).join(',')}
        esp_proposals = ${access.esp.join(',')}
      }
    }
  }
}
secrets {
  eap-lab {
    id = ${user.name}
    secret = 0s${Buffer.from(vault.password(user.secret)).toString('base64')}
  }
}
`
