import { connName } from '../../../schema/wire/conn-name.ts'
import { credentialFile, type DialIn } from '../host/dial-in.ts'
import { seconds } from './daemon-words.ts'
import type { ConnSection } from './ipsec-syntax.ts'

/** In the words of ipsec.conf(5). */
const SEND_CERT = { always: 'always', 'if-asked': 'ifasked', never: 'never' } as const

/** A conn for each person, and one for whoever says who they are only within EAP; as in swanctl.conf. */
export const dialInConns = (dialIn: DialIn): ConnSection[] => [
  ...dialIn.guests.map(({ name, user, address }) =>
    conn(dialIn, name, address, { rightid: user, eap_identity: user }),
  ),
  ...(dialIn.dynamic === undefined
    ? []
    : [conn(dialIn, dialIn.name, dialIn.dynamic, { rightid: '%any', eap_identity: '%identity' })]),
]

const conn = (
  dialIn: DialIn,
  connection: string,
  addresses: string,
  who: Readonly<Record<string, string>>,
): ConnSection => ({
  name: connName({ connection, child: 'inside', starts: false }),
  settings: {
    keyexchange: 'ikev2',
    type: 'tunnel',
    left: dialIn.address ?? '%any',
    leftid: dialIn.id,
    leftauth: 'pubkey',
    leftcert: credentialFile(dialIn),
    leftsendcert: SEND_CERT[dialIn.sendCertificate],
    leftsubnet: dialIn.routes.join(','),
    right: '%any',
    ...who,
    rightauth: 'eap-mschapv2',
    // Clients prove themselves by EAP: asking for their certificates only makes the message longer.
    rightsendcert: 'never',
    rightsourceip: addresses,
    ...(dialIn.dns.length > 0 ? { rightdns: dialIn.dns.join(',') } : {}),
    ike: `${dialIn.ike.join(',')}!`,
    esp: `${dialIn.esp.join(',')}!`,
    // Clients rekey when they want to; several kinds of them end when the server does.
    rekey: 'no',
    reauth: 'no',
    // People move between networks, and their tunnel with them.
    mobike: 'yes',
    fragmentation: 'yes',
    compress: 'no',
    dpddelay: seconds(dialIn.dpdDelay),
    // The address of a client that is gone is free again, and its policies with it.
    dpdaction: 'clear',
    closeaction: 'none',
    auto: 'add',
  },
})
