import { decodeMessage, encodeMessage, type Section } from '../../../runner/adapters/vici/message.ts'
import { encodePacket, PACKET, PacketReader } from '../../../runner/adapters/vici/packet.ts'
import { ViciError } from '../../../runner/adapters/vici/vici-error.ts'
import { readStarterConfig } from '../../../runner/core/ipsec/conn-change.ts'
import { connStates } from '../../../runner/core/ipsec/conn-states.ts'
import { credentialFaults } from '../../../runner/core/ipsec/credentials.ts'
import { readDaemonSettings } from '../../../runner/core/ipsec/daemon-settings.ts'
import { INCLUDES, withLine } from '../../../runner/core/ipsec/include-line.ts'
import { eapUsers, readIpsecSecrets } from '../../../runner/core/ipsec/ipsec-secrets.ts'
import { readSettingsTree } from '../../../runner/core/ipsec/settings-text.ts'
import { readStatusAll } from '../../../runner/core/ipsec/statusall.ts'
import { readSwanctl } from '../../../runner/core/ipsec/swanctl.ts'
import { firewallFaults, readTables, restoreText } from '../../../runner/core/kernel/firewall-text.ts'
import { readSettings } from '../../../runner/core/kernel/sysctl-text.ts'
import { readConnName } from '../../../schema/wire/conn-name.ts'
import { certificateFile } from '../../fixtures/laptops.ts'
import { STATUSALL } from '../../fixtures/statusall.ts'
import { TEXTS } from './bundle-samples.ts'
import { must, type Parser, text } from './parser.ts'

const isViciError = (error: unknown): boolean => error instanceof ViciError
const isSyntaxError = (error: unknown): boolean => error instanceof SyntaxError

const reader = (name: string, samples: readonly string[], feed: (text: string) => unknown): Parser => ({
  name,
  share: 30_000,
  samples: samples.filter(one => one !== '').map(one => Buffer.from(one)),
  feed: bytes => feed(text(bytes)),
  refuses: isSyntaxError,
})

const message: Section = new Map<string, string | string[] | Section>([
  ['success', 'no'],
  ['plugins', ['aes', 'vici']],
  ['conns', new Map([['a-b', new Map([['children', new Map([['x', new Map([['mode', 'TUNNEL']])]])]])]])],
])
const packets = [
  { type: PACKET.response, name: '', message },
  { type: PACKET.event, name: 'list-sa', message },
  { type: PACKET.confirm, name: '', message: new Map() },
].map(packet => encodePacket(packet))

const NO_FILES: ReadonlyMap<string, string> = new Map()
const [swanctl, starter] = [TEXTS.swanctl[0], TEXTS.starter[0]]

/** What a gateway reads of a bundle once it is trusted, and of its own daemons. */
export const GATEWAY_PARSERS: readonly Parser[] = [
  {
    name: 'vici message',
    share: 40_000,
    samples: [encodeMessage(message)],
    feed: bytes => {
      const read = decodeMessage(bytes)
      must(decodeMessage(encodeMessage(read)).size === read.size, 'a message that was read can be written')
    },
    refuses: isViciError,
  },
  {
    name: 'vici packets',
    share: 40_000,
    samples: [...packets, Buffer.concat(packets)],
    feed: bytes => {
      const stream = new PacketReader()
      const cut = (bytes[0] ?? 0) % Math.max(bytes.length, 1)
      for (const piece of [bytes.subarray(0, cut), bytes.subarray(cut)]) stream.push(piece)
    },
    refuses: isViciError,
  },
  reader('ipsec statusall', [STATUSALL], text => connStates(readStatusAll(text))),
  reader('names of conns', ['a-b/x-y/start', 'own_networks/n'], text => readConnName(text)),
  reader('strongswan.conf', TEXTS.settings, text => readDaemonSettings(text)),
  reader('strongSwan settings', [...TEXTS.settings, ...TEXTS.swanctl.map(one => one.connections)], text =>
    readSettingsTree(text),
  ),
  reader(
    'swanctl connections',
    TEXTS.swanctl.map(one => one.connections),
    connections =>
      readSwanctl({
        connections,
        secrets: swanctl?.secrets ?? '',
        credentials: swanctl?.credentials ?? NO_FILES,
      }),
  ),
  reader(
    'swanctl secrets',
    TEXTS.swanctl.map(one => one.secrets),
    secrets => readSwanctl({ connections: '', secrets, credentials: NO_FILES }),
  ),
  reader(
    'ipsec.conf',
    TEXTS.starter.map(one => one.connections),
    connections =>
      readStarterConfig({ connections, secrets: '', credentials: starter?.credentials ?? NO_FILES }),
  ),
  reader(
    'ipsec.secrets',
    TEXTS.starter.map(one => one.secrets),
    text => eapUsers(readIpsecSecrets(text)),
  ),
  reader(
    'lines of others in ipsec.conf',
    ['config setup\n\ninclude /etc/ipsec.d/cygnet.conf\n', '#\n'],
    text => {
      const [{ line }] = INCLUDES
      const once = withLine(text, line, true)
      must(withLine(once, line, true) === once, 'the line is there once')
      must(!withLine(once, line, false).split('\n').includes(line), 'the line goes when it is not wanted')
    },
  ),
  reader('iptables rules', TEXTS.firewall, text => {
    const tables = readTables(text)
    if (firewallFaults(tables).length === 0) restoreText([], tables)
  }),
  reader('kernel settings', TEXTS.sysctl, text => {
    for (const key of readSettings(text).keys())
      must(!key.includes('..') && !key.includes('/'), 'a key stays in /proc/sys')
  }),
  {
    ...reader(
      'certificates and keys',
      [certificateFile('server-rsa'), certificateFile('server-ecdsa')],
      pem =>
        credentialFaults(
          new Map([
            ['/etc/swanctl/x509/cygnet-a.pem', pem],
            ['/etc/swanctl/x509crl/cygnet-a.pem', pem],
            ['/etc/swanctl/private/cygnet-a.pem', pem],
          ]),
        ),
    ),
    share: 20_000,
  },
]
