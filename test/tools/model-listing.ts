import type { ValidTopology } from '../../schema/topology/topology.ts'
import type { Bundle } from '../../schema/wire/bundle.ts'
import { connName } from '../../schema/wire/conn-name.ts'
import { compile } from '../../worker/compile/compile.ts'
import type { Child, Connection } from '../../worker/compile/host/connection.ts'
import type { DialIn, Guest } from '../../worker/compile/host/dial-in.ts'
import { type HostConfig, hostConfigOf, isEnrolled } from '../../worker/compile/host/host-config.ts'
import { NOWHERE, PASSES, type Pass } from '../../worker/compile/host/pass.ts'
import type { IpsecConfig } from '../../worker/compile/texts/swanctl.ts'
import type { Listing } from './vici-listing.ts'

/** What drives strongSwan: the same connections bear other names, and the starter knows a few values of its own. */
type Daemon = 'swanctl' | 'ipsec.conf'

/** Every gateway of a network: what it gets, and the model that this was written from. */
export const gatewaysOf = (topology: ValidTopology): { bundle: Bundle; config: HostConfig }[] => {
  const configs = topology.gateways.filter(isEnrolled).map(gateway => hostConfigOf(topology, gateway))
  return compile(topology).flatMap(bundle => {
    const config = configs.find(({ gateway }) => gateway === bundle.gateway)
    return config === undefined ? [] : [{ bundle, config }]
  })
}

/** What `--list-conns` should say of everything that a gateway is told, by the names of the connections. */
export const listingOf = (config: IpsecConfig, daemon: Daemon): Listing => ({
  ...Object.assign({}, ...config.connections.map(connection => tunnel(connection, daemon))),
  ...Object.assign({}, ...config.dialIns.flatMap(dialIn => clients(dialIn, daemon))),
  ...(config.passes.length > 0 ? passes(config.passes, daemon) : {}),
})

/** `connection/child` of every trap and every pass, as `--list-pols` names them. */
export const policiesOf = ({ connections, passes: all }: IpsecConfig, daemon: Daemon): string[] => [
  ...connections.flatMap(connection =>
    connection.start.startsWith('trap')
      ? connection.children.map(({ name }) => policyName(connection, name, daemon))
      : [],
  ),
  ...all.map(({ name }) => policyName({ name: PASSES, children: all }, name, daemon)),
]

/** charon names a policy after its connection and its child; the starter's children hold their connection's name. */
const policyName = (connection: Named, child: string, daemon: Daemon): string =>
  daemon === 'swanctl'
    ? `${connection.name}/${child}`
    : `${firstConn(connection)}/${connName({ connection: connection.name, child, starts: false })}`

/** A connection by its name and those of its children. */
interface Named {
  readonly name: string
  readonly children: readonly { readonly name: string }[]
}

/** An IKE SA of the starter is called after the conn that was loaded first. */
const firstConn = ({ name, children }: Named): string =>
  connName({ connection: name, child: children[0]?.name ?? '', starts: false })

const tunnel = (connection: Connection, daemon: Daemon): Listing => {
  const { name, local, remote, rekey, reauth, dpd } = connection
  if (connection.children.length === 0 && daemon === 'ipsec.conf') return {}
  return {
    [daemon === 'swanctl' ? name : firstConn(connection)]: {
      local_addrs: [local.address ?? '%any'],
      remote_addrs: [remote.address ?? '%any'],
      version: 'IKEv2',
      reauth_time: String(reauth ?? 0),
      rekey_time: String(reauth === undefined ? rekey.ike : 0),
      unique: 'UNIQUE_REPLACE',
      dpd_delay: String(dpd.delay),
      ...ofStarter(daemon, dpd.delay),
      'local-1': shared(local.id),
      'remote-1': shared(remote.id),
      children: Object.assign(
        {},
        ...connection.children.map(child => tunnelChild(connection, child, daemon)),
      ),
    },
  }
}

/** For IKEv1 only; the starter sets it nevertheless, and never below the delay. */
const ofStarter = (daemon: Daemon, delay: number): Listing =>
  daemon === 'ipsec.conf' ? { dpd_timeout: String(Math.max(150, delay)) } : {}

const DPD = { clear: 'none', trap: 'trap', restart: 'start' } as const

const tunnelChild = (connection: Connection, child: Child, daemon: Daemon): Listing => {
  const listing = childListing({
    rekey: connection.rekey.child,
    dpd: DPD[connection.dpd.action],
    close: connection.close,
    local: [child.local],
    remote: [child.remote],
  })
  if (daemon === 'swanctl') return { [child.name]: listing }
  const name = (starts: boolean): string =>
    connName({ connection: connection.name, child: child.name, starts })
  return { [name(false)]: listing, ...(connection.start === 'trap|start' ? { [name(true)]: listing } : {}) }
}

const clients = (dialIn: DialIn, daemon: Daemon): Listing[] => [
  ...dialIn.guests.map(guest => client(dialIn, guest.name, guest, daemon)),
  ...(dialIn.dynamic === undefined ? [] : [client(dialIn, dialIn.name, undefined, daemon)]),
]

const client = (dialIn: DialIn, name: string, guest: Guest | undefined, daemon: Daemon): Listing => {
  const child = childListing({
    rekey: 0,
    dpd: 'none',
    close: 'none',
    local: dialIn.routes,
    remote: ['dynamic'],
  })
  return {
    [daemon === 'swanctl' ? name : connName({ connection: name, child: 'inside', starts: false })]: {
      local_addrs: [dialIn.address ?? '%any'],
      remote_addrs: ['%any'],
      version: 'IKEv2',
      reauth_time: '0',
      rekey_time: '0',
      unique: 'UNIQUE_REPLACE',
      dpd_delay: String(dialIn.dpdDelay),
      ...ofStarter(daemon, dialIn.dpdDelay),
      'local-1': { ...round('public key'), id: dialIn.id, certs: [SUBJECT] },
      'remote-1': {
        ...round('EAP'),
        'eap-type': 'EAP_MSCHAPV2',
        ...(guest === undefined ? {} : { id: guest.user }),
        eap_id: guest?.user ?? '%any',
      },
      children: {
        [daemon === 'swanctl' ? 'inside' : connName({ connection: name, child: 'inside', starts: false })]:
          child,
      },
    },
  }
}

/** Whom the certificate of the fixtures belongs to. */
const SUBJECT = 'CN=ipsec.example.com'

const NOBODY = { groups: [], cert_policy: [], certs: [], cacerts: [] } as const

/** Nothing is ever negotiated for it: times and rounds are what each daemon has when nobody says. */
const PASS_DEFAULTS = {
  swanctl: {
    rekey: 3600,
    connection: {
      reauth_time: '0',
      rekey_time: '14400',
      unique: 'UNIQUE_NO',
      'local-1': NOBODY,
      'remote-1': NOBODY,
    },
  },
  'ipsec.conf': {
    rekey: 3060,
    connection: {
      reauth_time: '10260',
      rekey_time: '0',
      unique: 'UNIQUE_REPLACE',
      dpd_timeout: '150',
      'local-1': { ...NOBODY, class: 'public key', id: NOWHERE.local },
      'remote-1': { ...NOBODY, class: 'public key', id: NOWHERE.remote },
    },
  },
} as const

const passes = (all: readonly Pass[], daemon: Daemon): Listing => {
  const named = (name: string): string =>
    daemon === 'swanctl' ? name : connName({ connection: PASSES, child: name, starts: false })
  const { connection, rekey } = PASS_DEFAULTS[daemon]
  return {
    [daemon === 'swanctl' ? PASSES : firstConn({ name: PASSES, children: all })]: {
      local_addrs: [NOWHERE.local],
      remote_addrs: [NOWHERE.remote],
      version: 'IKEv2',
      ...connection,
      children: Object.fromEntries(
        all.map(({ name, local, remote }) => [
          named(name),
          {
            ...childListing({ rekey, dpd: 'none', close: 'none', local: [local], remote: [remote] }),
            mode: 'PASS',
          },
        ]),
      ),
    },
  }
}

const childListing = (child: {
  readonly rekey: number
  readonly dpd: string
  readonly close: string
  readonly local: readonly string[]
  readonly remote: readonly string[]
}): Listing => ({
  mode: 'TUNNEL',
  rekey_time: String(child.rekey),
  rekey_bytes: '0',
  rekey_packets: '0',
  dpd_action: child.dpd,
  close_action: child.close,
  'local-ts': child.local,
  'remote-ts': child.remote,
})

const round = (kind: string): Listing => ({
  class: kind,
  groups: [],
  cert_policy: [],
  certs: [],
  cacerts: [],
})

const shared = (id: string): Listing => ({ ...round('pre-shared key'), id: id.replace(/^@(?=[^#@])/, '') })
