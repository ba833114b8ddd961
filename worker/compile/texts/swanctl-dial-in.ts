import { credentialFile, type DialIn, type Guest } from '../host/dial-in.ts'
import { seconds } from './daemon-words.ts'
import type { SettingsSection } from './settings-syntax.ts'

/** In the words of swanctl.conf(5). */
const SEND_CERT = { always: 'always', 'if-asked': 'ifasked', never: 'never' } as const

/**
 * A connection for each person, chosen by the identity that their client announces, and one for all who announce something
 * else: before strongSwan 6.0.2 nothing can be chosen by what is said within EAP.
 */
export const dialInSections = (dialIn: DialIn): [string, SettingsSection][] => [
  ...dialIn.guests.map(({ name, user }): [string, SettingsSection] => [
    name,
    section(dialIn, name, { auth: 'eap-mschapv2', id: user, eap_id: user }),
  ]),
  ...(dialIn.dynamic === undefined
    ? []
    : [
        [dialIn.name, section(dialIn, dialIn.name, { auth: 'eap-mschapv2', eap_id: '%any' })] satisfies [
          string,
          SettingsSection,
        ],
      ]),
]

/** A pool for each connection, of one address where it is somebody's own. */
export const dialInPools = (dialIn: DialIn): [string, SettingsSection][] => {
  const dns = dialIn.dns.length > 0 ? { dns: dialIn.dns.join(',') } : {}
  return [
    ...dialIn.guests.map(({ name, address }): [string, SettingsSection] => [
      name,
      { addrs: address, ...dns },
    ]),
    ...(dialIn.dynamic === undefined
      ? []
      : [[dialIn.name, { addrs: dialIn.dynamic, ...dns }] satisfies [string, SettingsSection]]),
  ]
}

/** The password of each person, or its NT hash, which serves as well and is no password elsewhere. */
export const dialInSecrets = ({ guests }: DialIn): [string, SettingsSection][] => guests.map(secretSection)

const secretSection = ({ name, user, secret }: Guest): [string, SettingsSection] => [
  `${secret.holds === 'nt-hash' ? 'ntlm' : 'eap'}-${name}`,
  { id: user, secret: [{ secret: name }] },
]

const section = (dialIn: DialIn, pool: string, remote: SettingsSection): SettingsSection => ({
  version: '2',
  local_addrs: dialIn.address ?? '%any',
  remote_addrs: '%any',
  proposals: dialIn.ike.join(','),
  // People move between networks, and their tunnel with them.
  mobike: 'yes',
  fragmentation: 'yes',
  // A laptop that comes back before it was missed takes the place of what it left.
  unique: 'replace',
  send_cert: SEND_CERT[dialIn.sendCertificate],
  // Clients prove themselves by EAP: asking for their certificates only makes the message longer.
  send_certreq: 'no',
  dpd_delay: seconds(dialIn.dpdDelay),
  // Clients rekey when they want to; several kinds of them end when the server does.
  reauth_time: seconds(0),
  rekey_time: seconds(0),
  pools: pool,
  local: { auth: 'pubkey', id: dialIn.id, certs: credentialFile(dialIn) },
  remote,
  children: {
    inside: {
      local_ts: dialIn.routes.join(','),
      esp_proposals: dialIn.esp.join(','),
      rekey_time: seconds(0),
      start_action: 'none',
      // The address of a client that is gone is free again, and its policies with it.
      dpd_action: 'clear',
      close_action: 'none',
    },
  },
})
