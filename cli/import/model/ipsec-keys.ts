/** Keys of a conn that are read; those of a side without their left or right. */
export const READ_KEYS: ReadonlySet<string> = new Set(
  `auto type keyexchange authby ike esp forceencaps dpdaction dpddelay closeaction ikelifetime lifetime keylife
   margintime rekeymargin rekeyfuzz rekey reauth eap_identity dpdtimeout keyingtries mobike`.split(/\s+/),
)

export const READ_SIDE_KEYS: ReadonlySet<string> = new Set(
  'subnet id auth cert sendcert sourceip dns updown'.split(' '),
)

/** Values that say what cygnet does anyway. */
export const SAME_ANYWAY: Readonly<Record<string, RegExp>> = {
  compress: /^no$/,
  fragmentation: /^(?:yes|accept|force)$/,
  installpolicy: /^yes$/,
  aggressive: /^no$/,
  leftfirewall: /^no$/,
  rightfirewall: /^no$/,
  modeconfig: /^pull$/,
}

/** What is lost with a key that the language has no word for. */
export const LOST: Readonly<Record<string, string>> = {
  mark: 'marks (policies here apply to all traffic, not to marked traffic only)',
  mark_in: 'marks (policies here apply to all traffic, not to marked traffic only)',
  mark_out: 'marks (policies here apply to all traffic, not to marked traffic only)',
  if_id_in: 'XFRM interfaces (tunnels here are policies)',
  if_id_out: 'XFRM interfaces (tunnels here are policies)',
  compress: 'compression (IPComp)',
  ipcomp: 'compression (IPComp)',
  fragmentation: 'IKE fragmentation switched off: it is always on here',
  leftfirewall: 'the rules of strongSwan’s own updown script: forwarding is never filtered here',
  rightfirewall: 'a firewall setting on the remote side, which strongSwan never runs',
  ah: 'AH: packets are always encrypted here',
  ah_proposals: 'AH: packets are always encrypted here',
  protoport: 'a selector for one protocol or port: tunnels here carry whole networks',
  reqid: 'a fixed reqid: rules that name it no longer match',
  priority: 'a fixed priority of the policies',
  inactivity: 'closing a tunnel that carries nothing for a while',
  tfc: 'padding against traffic analysis',
  tfc_padding: 'padding against traffic analysis',
  ca: 'which authority a certificate must come from',
  cacerts: 'which authority a certificate must come from',
  groups: 'group memberships',
  vips: 'asking for a virtual address',
}

export const DEFAULT_LOST = 'there is no word for this in the language, and nothing takes its place'
