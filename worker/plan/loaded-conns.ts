import { readConnName } from '../../schema/wire/conn-name.ts'
import type { Conns } from '../compile/texts/ipsec-reader.ts'
import type { Loaded } from './loaded-connection.ts'

type Conn = ReadonlyMap<string, string>

/**
 * The connections that the starter makes of its conns, in the words of swanctl.conf(5), so that the two ends of a tunnel can be
 * compared whichever daemon each of them has. Throws a SyntaxError on a conn whose name cygnet did not give.
 */
export const connectionsIn = (conns: Conns): ReadonlyMap<string, Loaded> => {
  const connections = new Map<string, { settings: Conn; children: Map<string, Conn> }>()
  for (const [text, conn] of conns) {
    const name = readConnName(text)
    if (name === undefined) throw new SyntaxError(`not a conn of cygnet: ${text}`)
    const connection = connections.get(name.connection) ?? { settings: settingsOf(conn), children: new Map() }
    const child = connection.children.get(name.child) ?? childOf(conn)
    connection.children.set(
      name.child,
      name.starts ? new Map([...child, ['start_action', 'trap|start']]) : child,
    )
    connections.set(name.connection, connection)
  }
  return connections
}

const settingsOf = (conn: Conn): Conn => {
  const [ike, margin] = ['ikelifetime', 'margintime'].map(key => secondsOf(conn.get(key)))
  const renewal = ike === undefined || margin === undefined ? undefined : `${ike - margin}s`
  const reauth = conn.get('reauth') === 'yes'
  return present({
    version: '2',
    local_addrs: conn.get('left'),
    remote_addrs: conn.get('right'),
    proposals: withoutMark(conn.get('ike')),
    encap: conn.get('forceencaps'),
    mobike: conn.get('mobike'),
    dpd_delay: conn.get('dpddelay'),
    reauth_time: reauth ? renewal : '0s',
    rekey_time: reauth ? '0s' : renewal,
    over_time: conn.get('margintime'),
    rand_time: conn.get('margintime'),
    'pool.addrs': conn.get('rightsourceip'),
    'local.auth': conn.get('leftauth'),
    'local.id': conn.get('leftid'),
    'local.certs': conn.get('leftcert'),
    'remote.auth': conn.get('rightauth'),
    'remote.id': conn.get('rightid'),
    'remote.eap_id': conn.get('eap_identity'),
  })
}

/** Words of ipsec.conf(5), each with what swanctl.conf(5) calls the same; those that are not here are the same in both. */
const WORDS: Readonly<Record<'auto' | 'dpdaction' | 'closeaction', ReadonlyMap<string, string>>> = {
  auto: new Map([
    ['add', 'none'],
    ['route', 'trap'],
  ]),
  dpdaction: new Map([['hold', 'trap']]),
  closeaction: new Map([
    ['hold', 'trap'],
    ['restart', 'start'],
  ]),
}

const translated = (conn: Conn, key: keyof typeof WORDS): string | undefined => {
  const word = conn.get(key)
  return word === undefined ? undefined : (WORDS[key].get(word) ?? word)
}

const childOf = (conn: Conn): Conn => {
  const [life, margin] = ['lifetime', 'margintime'].map(key => secondsOf(conn.get(key)))
  return present({
    local_ts: conn.get('leftsubnet'),
    remote_ts: conn.get('rightsubnet'),
    esp_proposals: withoutMark(conn.get('esp')),
    rekey_time: life === undefined || margin === undefined ? undefined : `${life - margin}s`,
    life_time: conn.get('lifetime'),
    rand_time: conn.get('margintime'),
    start_action: translated(conn, 'auto'),
    dpd_action: translated(conn, 'dpdaction'),
    close_action: translated(conn, 'closeaction'),
  })
}

const withoutMark = (proposals: string | undefined): string | undefined => proposals?.replace(/!$/, '')

const secondsOf = (text: string | undefined): number | undefined => {
  const digits = /^(\d+)s$/.exec(text ?? '')?.[1]
  return digits === undefined ? undefined : Number(digits)
}

const present = (entries: Readonly<Record<string, string | undefined>>): Conn =>
  new Map(Object.entries(entries).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
