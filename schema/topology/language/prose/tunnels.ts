import type { Prose } from './prose.ts'

/** What every tunnel may set, and every mesh and hub for all of theirs. */
const SETTINGS: Prose = {
  secret: {
    text: 'Where the pre-shared key comes from: derived by both gateways (the default), or sealed/<name>, which a peer needs.',
    examples: ['derived', 'sealed/office-psk'],
  },
  epoch: { text: 'Counts up to derive a new key. Default: 1.' },
  ike: {
    text: 'Proposals for the IKE SA, best first. Default: aes256gcm16-prfsha384-ecp384, aes256-sha256-modp2048.',
    examples: [['aes256gcm16-prfsha384-ecp384']],
  },
  esp: {
    text: 'Proposals for CHILD SAs, best first; a key exchange in it means perfect forward secrecy. Default: aes256gcm16-ecp384, aes256-sha256-modp2048.',
    examples: [['aes256gcm16-ecp384']],
  },
  rekey: {
    text: 'How often keys are changed, without losing a packet.',
    examples: [{ ike: '4h', child: '1h' }],
  },
  'rekey.ike': { text: 'Of the IKE SA. Default: 4h.', examples: ['4h'] },
  'rekey.child': { text: 'Of CHILD SAs. Default: 1h.', examples: ['1h'] },
  reauth: {
    text: 'Asks for re-authentication, which loses packets each time. Default: never.',
    examples: ['8h'],
  },
  dpd: { text: 'Dead peer detection.' },
  'dpd.delay': {
    text: 'After so long without a packet the peer is asked whether it lives. Default: 30s.',
    examples: ['30s'],
  },
  'dpd.action': { text: 'What happens to the SAs of a dead peer. Default: what fits start.' },
  close: { text: 'What happens when the peer closes an SA. Default: what fits start.' },
  encap: { text: 'ESP in UDP: where a NAT needs it (auto, the default), always, or never.' },
  mss: {
    text: 'TCP segments are clamped to what fits inside ESP (auto, the default), to so many bytes, or not at all.',
  },
}

const settingsOf = (place: string): Prose =>
  Object.fromEntries(Object.entries(SETTINGS).map(([key, entry]) => [`${place}.${key}`, entry]))

/** What editors say about tunnels, meshes and hubs. */
export const TUNNEL_PROSE: Prose = {
  ...settingsOf('tunnels.*'),
  ...settingsOf('meshes.*'),
  ...settingsOf('hubs.*'),
  tunnels: { text: 'Site to site, by name.' },
  'tunnels.*': {
    text: 'A tunnel between two gateways, or a gateway and a peer; it carries all their networks.',
    examples: [{ between: { rlyeh: 'vswitch', ulthar: 'eth1' } }],
  },
  'tunnels.*.between': {
    text: 'Its two ends: the gateway, and the interface whose address it speaks from; null for a peer.',
    examples: [{ rlyeh: 'vswitch', ulthar: 'eth1' }],
  },
  'tunnels.*.between.*': { text: 'The interface whose address this end speaks from; null for a peer.' },
  'tunnels.*.networks': {
    text: 'What an end brings in, where that is not everything it has: names of its networks, or subnets.',
    examples: [{ rlyeh: ['containers'] }],
  },
  'tunnels.*.networks.*': { text: 'Names of networks of this end, or subnets.' },
  'tunnels.*.start': {
    text: 'trap (the default): one end begins, packets bring it up from either. start: one end begins. none: nobody does. Or a word for each end.',
    examples: ['trap'],
  },
  'tunnels.*.start.*': { text: 'How this end begins.' },
  'tunnels.*.allow': { text: 'Findings about this tunnel that are silenced, each with the reason for it.' },
  meshes: { text: 'Every gateway of a list with every other, by name.' },
  'meshes.*': {
    text: 'A tunnel for each pair of these gateways, called <mesh>-<gateway>-<gateway>.',
    examples: [{ gateways: ['a', 'b', 'c'], via: 'vswitch' }],
  },
  'meshes.*.gateways': { text: 'Its members.', examples: [['a', 'b', 'c']] },
  'meshes.*.via': {
    text: 'The interface that all speak from, or one for each gateway.',
    examples: ['vswitch'],
  },
  'meshes.*.via.*': { text: 'The interface that this gateway speaks from.' },
  'meshes.*.start': { text: 'trap (the default), start or none.' },
  'meshes.*.allow': { text: 'Findings about this mesh that are silenced, each with the reason for it.' },
  hubs: { text: 'Every gateway of a list with one in the middle, by name.' },
  'hubs.*': {
    text: 'A tunnel from each spoke to the hub, called <hub>-<spoke>; the spokes begin.',
    examples: [{ hub: 'rlyeh', spokes: ['d', 'e'], via: 'enp9s0' }],
  },
  'hubs.*.hub': { text: 'The gateway in the middle.', examples: ['rlyeh'] },
  'hubs.*.spokes': { text: 'The gateways around it.', examples: [['d', 'e']] },
  'hubs.*.via': { text: 'The interface that all speak from, or one for each gateway.', examples: ['enp9s0'] },
  'hubs.*.via.*': { text: 'The interface that this gateway speaks from.' },
  'hubs.*.transit': {
    text: 'Spokes reach one another through the hub, which then speaks for all of private space. Default: true.',
  },
  'hubs.*.start': { text: 'trap (the default), start or none.' },
  'hubs.*.allow': { text: 'Findings about this hub that are silenced, each with the reason for it.' },
}
