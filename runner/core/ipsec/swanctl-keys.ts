import { type Settings, sectionOf } from './settings-text.ts'

/** Keys that the daemon takes as lists, comma-separated in the file (swanctl.conf(5)). */
export const LIST_KEYS: ReadonlySet<string> = new Set([
  'local_addrs',
  'remote_addrs',
  'proposals',
  'esp_proposals',
  'local_ts',
  'remote_ts',
  'pools',
  'dns',
  'crl_uris',
  'ocsp_uris',
])

/** Keys that name files, and the folder below /etc/swanctl in which they lie; the daemon is given what is in them. */
export const FILE_KEYS: ReadonlyMap<string, string> = new Map([
  ['certs', '/etc/swanctl/x509'],
  ['cacerts', '/etc/swanctl/x509ca'],
  ['cacert', '/etc/swanctl/x509ca'],
])

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))
const CONNECTION = words(
  `version local_addrs remote_addrs proposals encap mobike unique keyingtries dpd_delay dpd_timeout reauth_time rekey_time
   over_time rand_time fragmentation childless send_cert send_certreq pools local_port remote_port`,
)
const END = words('auth id eap_id certs cacerts revocation')
const CHILD = words(
  `local_ts remote_ts esp_proposals rekey_time life_time rand_time rekey_bytes life_bytes rand_bytes rekey_packets
   life_packets rand_packets start_action dpd_action close_action mode ipcomp policies priority replay_window inactivity`,
)
const POOL = words('addrs dns')
const AUTHORITY = words('cacert crl_uris ocsp_uris')
const SECTIONS = words('local remote children')
const NONE: ReadonlySet<string> = new Set()

/** Throws a `SyntaxError` when a connection's section holds a key that the runner would not know how to load. */
export const checkConnection = (name: string, section: Settings): void => {
  only(section, CONNECTION, SECTIONS, name)
  for (const end of ['local', 'remote']) only(sectionOf(section, end), END, NONE, `${name}.${end}`)
  for (const [child, settings] of sectionsIn(sectionOf(section, 'children'), `${name}.children`))
    only(settings, CHILD, NONE, `${name}.children.${child}`)
}

/** The same for an address pool. */
export const checkPool = (name: string, section: Settings): void => {
  only(section, POOL, NONE, `pools.${name}`)
  if (!section.has('addrs')) throw new SyntaxError(`pools.${name} has no addresses`)
}

/** The same for a certificate authority. */
export const checkAuthority = (name: string, section: Settings): void => {
  only(section, AUTHORITY, NONE, `authorities.${name}`)
}

/** The sections in a section. Throws a `SyntaxError` where a value stands in place of one. */
export function* sectionsIn(tree: Settings, where: string): Generator<[string, Settings]> {
  for (const [name, value] of tree) {
    if (typeof value === 'string')
      throw new SyntaxError(`${where}.${name} is a value where a section belongs`)
    yield [name, value]
  }
}

/** Throws a `SyntaxError` when a section holds anything but these values and sections. */
export const only = (
  tree: Settings,
  values: ReadonlySet<string>,
  sections: ReadonlySet<string>,
  where: string,
): void => {
  for (const [key, value] of tree)
    if (!(typeof value === 'string' ? values : sections).has(key))
      throw new SyntaxError(`${where} holds ${key}, which this runner does not know`)
}
