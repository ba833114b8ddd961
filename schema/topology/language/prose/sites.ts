import type { Prose } from './prose.ts'

/** What editors say about the network, its gateways and peers. */
export const SITE_PROSE: Prose = {
  cygnet: { text: 'The version of the language.' },
  network: {
    text: 'The name of the network: part of IKE identities (gateway.network) and of signed metadata. It cannot change later.',
    examples: ['miskatonic'],
  },
  private: {
    text: 'Subnets that are reachable only through tunnels: never masqueraded, never leaked to the internet.',
    examples: [['10.0.0.0/8']],
  },
  runner: {
    text: 'The version of cygnet-runner that gateways shall run, once `cygnet runner publish` has published it. Default: the one that is installed.',
    examples: ['0.2.0'],
  },
  allow: {
    text: 'Findings that are silenced from here downwards, each with the reason for it.',
    examples: [{ 'weak-crypto': 'the office router speaks nothing else, replaced by March' }],
  },
  gateways: { text: 'The machines that cygnet configures, by name.' },
  'gateways.*': { text: 'A Linux machine that cygnet configures.' },
  'gateways.*.provider': {
    text: "A preset: facts and defaults of the provider's network, each of which can be overridden. Default: generic.",
  },
  'gateways.*.os': {
    text: 'The release that it runs, which decides which strongSwan is known to be there. Default: debian-12.',
  },
  'gateways.*.packages': {
    text: 'The Debian packages on it, as dpkg-query -W shows them; where given, missing plugins and double daemons are found.',
    examples: [['charon-systemd', 'libcharon-extauth-plugins']],
  },
  'gateways.*.keys': {
    text: 'Its public keys. They come by themselves, as a pull request, when the gateway enrols.',
  },
  'gateways.*.keys.sign': { text: 'The public key that its reports are signed with.' },
  'gateways.*.keys.seal': { text: 'The public key that secrets are sealed to.' },
  'gateways.*.daemon': {
    text: 'swanctl.conf with charon-systemd, or ipsec.conf with strongswan-starter. Default: swanctl.',
  },
  'gateways.*.firewall': {
    text: "Which of the kernel's two firewalls the rules go to. Default: iptables-nft.",
  },
  'gateways.*.nat': { text: 'A NAT in front of it that IKE cannot detect: ESP is hidden in UDP.' },
  'gateways.*.drift': {
    text: 'What happens when somebody changes by hand what cygnet manages: it is reported with a diff, or also put back. Default: report.',
  },
  'gateways.*.runner': {
    text: 'The version of cygnet-runner that this gateway shall run. Default: that of the network.',
    examples: ['0.2.0'],
  },
  'gateways.*.interfaces': {
    text: 'Its interfaces by name; only those that tunnels, networks and routes need.',
  },
  'gateways.*.interfaces.*': {
    text: 'An interface. Managed ones are VLANs; others exist already, and are never touched.',
  },
  'gateways.*.interfaces.*.managed': {
    text: 'false: it exists already, and cygnet never touches it. Default: true.',
  },
  'gateways.*.interfaces.*.name': {
    text: 'The name that the kernel knows it by, where it is another one than the key.',
  },
  'gateways.*.interfaces.*.vlan': {
    text: 'The VLAN id; 4000 to 4091 on a Hetzner vSwitch.',
    examples: [4090],
  },
  'gateways.*.interfaces.*.link': { text: 'The interface that the VLAN runs on.', examples: ['enp9s0'] },
  'gateways.*.interfaces.*.addresses': {
    text: 'Its addresses, each with its prefix.',
    examples: [['172.16.0.18/28']],
  },
  'gateways.*.interfaces.*.routes': { text: 'Routes through this interface.' },
  'gateways.*.interfaces.*.routes[]': {
    text: 'A route: to a subnet, through the next hop.',
    examples: [{ to: '172.16.0.0/24', via: '172.16.0.17', 'on-link': true }],
  },
  'gateways.*.interfaces.*.routes[].to': {
    text: 'The subnet that it leads to.',
    examples: ['172.16.0.0/24'],
  },
  'gateways.*.interfaces.*.routes[].via': { text: 'The next hop.', examples: ['172.16.0.17'] },
  'gateways.*.interfaces.*.routes[].on-link': {
    text: 'The next hop is on the link, although no subnet of the interface holds it.',
  },
  'gateways.*.interfaces.*.mtu': {
    text: 'Bytes of the longest packet. Default: what the provider carries, else that of the link, else 1500.',
    examples: [1400],
  },
  'gateways.*.interfaces.*.bridge-nat': {
    text: 'Whoever made this bridge (LXD, Docker) masquerades what leaves it. Said so that it can be found to break tunnels.',
  },
  'gateways.*.interfaces.*.allow': {
    text: 'Findings about this interface that are silenced, each with the reason for it.',
  },
  'gateways.*.networks': { text: 'What is reachable behind this gateway, by name.' },
  'gateways.*.networks.*': {
    text: 'A network behind this gateway; every tunnel of the gateway carries it.',
    examples: [{ subnet: '10.1.0.0/16', interface: 'lxdbr0' }],
  },
  'gateways.*.networks.*.subnet': { text: 'Its addresses.', examples: ['10.1.0.0/16'] },
  'gateways.*.networks.*.interface': { text: 'The interface that it hangs on.', examples: ['lxdbr0'] },
  'gateways.*.internet': {
    text: 'The way out to the internet.',
    examples: [{ via: 'enp9s0', masquerade: ['containers'] }],
  },
  'gateways.*.internet.via': { text: 'The interface that leads there.', examples: ['enp9s0'] },
  'gateways.*.internet.masquerade': {
    text: 'Networks, and accesses for their clients, that leave with the address of the gateway, except towards private space.',
    examples: [['containers']],
  },
  'gateways.*.allow': { text: 'Findings about this gateway that are silenced, each with the reason for it.' },
  peers: { text: 'Gateways that cygnet does not run, by name.' },
  'peers.*': {
    text: 'A gateway that somebody else runs.',
    examples: [{ address: '203.0.113.9', id: '@office', networks: ['192.168.50.0/24'] }],
  },
  'peers.*.address': {
    text: 'Its address; left out, it may call from anywhere, and always is the one that calls.',
    examples: ['203.0.113.9'],
  },
  'peers.*.id': {
    text: 'How it announces itself: a name with @, an address, a mail address.',
    examples: ['@office'],
  },
  'peers.*.networks': { text: 'The subnets behind it.', examples: [['192.168.50.0/24']] },
  'peers.*.nat': { text: 'It sits behind a NAT that IKE cannot detect.' },
  'peers.*.ike': {
    text: 'Proposals that it is known to speak, to find out beforehand whether anything is common.',
    examples: [['aes256-sha256-modp2048']],
  },
  'peers.*.esp': { text: 'The same for ESP.', examples: [['aes256-sha256-modp2048']] },
  'peers.*.allow': { text: 'Findings about this peer that are silenced, each with the reason for it.' },
}
