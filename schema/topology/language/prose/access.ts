import type { Prose } from './prose.ts'

/** What editors say about client to site. */
export const ACCESS_PROSE: Prose = {
  access: { text: 'Client to site: people on laptops and phones, by the name of what they dial in to.' },
  'access.*': {
    text: 'People who dial in to one gateway with IKEv2 and EAP-MSCHAPv2. It is a network of that gateway, so the tunnels carry it too.',
  },
  'access.*.gateway': { text: 'The gateway that they dial in to.', examples: ['rlyeh'] },
  'access.*.via': { text: 'Its interface that they reach.', examples: ['enp9s0'] },
  'access.*.id': {
    text: 'What the gateway calls itself, and clients look for in its certificate: a DNS name or an address.',
    examples: ['ipsec.example.com'],
  },
  'access.*.certificate': {
    text: 'The certificate of the gateway, as PEM.',
    examples: ['pki/ipsec.example.com.crt'],
  },
  'access.*.authority': {
    text: 'The authority that clients trust. Default: pki/ca.crt.',
    examples: ['pki/ca.crt'],
  },
  'access.*.key': {
    text: 'The key of the certificate: sealed/<name>, or gateway where cygnet-runner csr made it. Default: sealed under the name of the certificate if it is there, else gateway.',
    examples: ['gateway', 'sealed/ipsec.example.com'],
  },
  'access.*.routes': { text: 'What clients reach through the gateway.', examples: [['10.0.0.0/8']] },
  'access.*.dns': { text: 'Name servers that clients are given.', examples: [['10.1.4.1']] },
  'access.*.clients': {
    text: 'The kinds of clients that dial in; what they cannot do is found out beforehand.',
    examples: [['apple', 'android', 'linux']],
  },
  'access.*.pool': {
    text: 'The subnet of all users. Default: the /24 (IPv6: /64) around their addresses.',
    examples: ['10.0.255.0/24'],
  },
  'access.*.dynamic': {
    text: 'Addresses for clients that do not say who they are beforehand: Windows.',
    examples: ['10.0.254.0/24'],
  },
  'access.*.ike': {
    text: 'Proposals for the IKE SA, best first. The default has one for every kind of client.',
    examples: [['aes256-sha256-modp2048']],
  },
  'access.*.esp': {
    text: 'Proposals for CHILD SAs; Apple clients need one without a key exchange.',
    examples: [['aes256-sha256']],
  },
  'access.*.send-certificate': { text: 'Whether the gateway shows its certificate. Default: always.' },
  'access.*.dpd': { text: 'Dead peer detection; clients that are gone give their addresses back.' },
  'access.*.dpd.delay': {
    text: 'After so long without a packet a client is asked whether it is there. Default: 300s.',
    examples: ['5m'],
  },
  'access.*.mss': { text: 'As for a tunnel.' },
  'access.*.users': {
    text: 'The people, by the name that they log in with.',
    examples: [{ client_a: { address: '10.0.255.100' } }],
  },
  'access.*.users.*': {
    text: 'Somebody who dials in.',
    examples: [{ address: '10.0.255.100', secret: 'sealed/client_a' }],
  },
  'access.*.users.*.address': {
    text: 'The inner address that is always theirs.',
    examples: ['10.0.255.100'],
  },
  'access.*.users.*.secret': {
    text: 'The sealed password, or its NT hash. Default: sealed/<user>.',
    examples: ['sealed/client_a'],
  },
  'access.*.users.*.allow': {
    text: 'Findings about this user that are silenced, each with the reason for it.',
  },
  'access.*.allow': { text: 'Findings about this access that are silenced, each with the reason for it.' },
}
