/** Keys that are read (true), or that say what cygnet does anyway when their value is like this. */
export type KnownKeys = Readonly<Record<string, true | RegExp>>

const read = (names: string): Record<string, true> =>
  Object.fromEntries(names.split(/\s+/).map((name): [string, true] => [name, true]))

export const CONNECTION_KEYS: KnownKeys = {
  ...read(`version local_addrs remote_addrs proposals encap dpd_delay dpd_timeout pools reauth_time rekey_time over_time
    rand_time keyingtries mobike send_cert send_certreq unique`),
  fragmentation: /^(?:yes|accept|force)$/,
  aggressive: /^no$/,
  pull: /^yes$/,
  local_port: /^500$/,
  remote_port: /^500$/,
}

export const SIDE_KEYS: KnownKeys = { ...read('id auth certs eap_id'), round: /^\d+$/ }

export const CHILD_KEYS: KnownKeys = {
  ...read(
    'local_ts remote_ts esp_proposals start_action close_action dpd_action rekey_time life_time rand_time updown',
  ),
  mode: /^tunnel$/,
  ipcomp: /^no$/,
  policies: /^yes$/,
  hostaccess: /^no$/,
}
