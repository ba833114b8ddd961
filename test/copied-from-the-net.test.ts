import { describe, expect, test } from 'vitest'
import { accessWith, certificateFile, laptopComplaints, officeWith, sealedFile } from './fixtures/laptops.ts'
import { complaints, gatewayWith, tunnelWith } from './fixtures/two-sites.ts'

/**
 * What people copy from answers, guides and old servers, said in the language. What it cannot even say (a line of
 * ipsec.secrets without its type, a template that accepts clients, a script that appends to a chain) is found by `cygnet import`.
 */
describe('a network that was copied together fails with the right code', () => {
  test('a VLAN id that a vSwitch does not carry: `ip link add link enp9s0 name enp9s0.4444 type vlan id 4444`', () => {
    expect(complaints(gatewayWith('north', { interfaces: { vswitch: { vlan: 4444 } } }))).toEqual([
      'vlan-range: 4444',
    ])
  })

  test('its name, with a dot as every guide has it', () => {
    const interfaces = { 'enp9s0.4010': { vlan: 4010, link: 'eth0', addresses: ['172.16.1.18/28'] } }
    expect(complaints(gatewayWith('north', { interfaces }))).toEqual(['interface-name: enp9s0.4010'])
  })

  test('no word about the MTU, which then is 1500: SSH hangs at key exchange', () => {
    expect(complaints(gatewayWith('north', { interfaces: { vswitch: { mtu: 1500 } } }))).toEqual([
      'mtu-underlay: 1500',
    ])
  })

  test('`leftsubnet=10.0.0.1/16`', () => {
    expect(complaints(gatewayWith('north', { networks: { web: { subnet: '10.1.0.1/16' } } }))).toEqual([
      'selector-host-bits: 10.1.0.1/16',
    ])
  })

  test('`rightsubnet=10.2.0.0/33`, typed in a hurry', () => {
    expect(complaints(gatewayWith('south', { networks: { web: { subnet: '10.2.0.0/33' } } }))).toEqual([
      'selector-prefix: 10.2.0.0/33',
    ])
  })

  test.each([
    ['ike', 'aes256-sha1-modp1024', 'what every answer about Windows says'],
    ['ike', '3des-md5-modp1024', 'what the router offered in 2009'],
    ['esp', 'aes256-sha1', 'its other half'],
  ])('`%s=%s!`, %s', (kind, proposal) => {
    expect(complaints(tunnelWith({ [kind]: [proposal] }))).toEqual([`weak-crypto: ${proposal}`])
  })

  test('`ike=aes256gcm16-ecp384!`: an AEAD without a function, copied from the esp line', () => {
    expect(complaints(tunnelWith({ ike: ['aes256gcm16-ecp384'] }))).toEqual(['proposal: aes256gcm16-ecp384'])
  })

  test('the secret itself, because the guide has it in the file too', () => {
    expect(complaints(tunnelWith({ secret: 'MySuperSecretKey' }))).toContain('secret-plain: MySuperSecretKey')
  })

  test('a pre-shared key that somebody thought up: `: PSK "company2019"`', () => {
    const files = { 'secrets/office-psk.json': sealedFile('psk', undefined, { bits: 35 }) }
    expect(laptopComplaints({}, { files })).toEqual(['psk-weak: sealed/office-psk'])
  })

  test('`reauth=yes`, or nothing, which is the same: loss, always just after "initiating an IKE_SA"', () => {
    expect(complaints(tunnelWith({ reauth: '3h' }))).toEqual(['~reauth-gap: 3h'])
  })

  test('`auto=start` on both ends', () => {
    expect(complaints(tunnelWith({ start: { north: 'start', south: 'start' } }))).toEqual([
      'both-start: start',
    ])
  })

  test('`auto=route` with `dpdaction=restart` and `closeaction=restart`, to be on the safe side', () => {
    expect(complaints(tunnelWith({ dpd: { action: 'restart' }, close: 'start' }))).toEqual([
      'both-start: restart',
      'both-start: start',
    ])
  })

  test('`auto=add` on both ends: nobody ever starts', () => {
    expect(complaints(tunnelWith({ start: 'none' }))).toEqual(['trap-none: none'])
  })

  test('`iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE`, and an office that calls is not private', () => {
    const change = { private: ['10.0.0.0/8'], ...officeWith({ address: undefined }) }
    expect(laptopComplaints(change)).toContain('masquerade-private: 192.168.50.0/24')
  })

  test('`lxc network create lxdbr0`, whose NAT is on unless somebody says no', () => {
    expect(complaints(gatewayWith('south', { interfaces: { br0: { 'bridge-nat': true } } }))).toEqual([
      'masquerade-private: true',
    ])
  })

  test('`forceencaps=no` behind a 1:1 NAT, because "there is no NAT"', () => {
    expect(complaints({ ...tunnelWith({ encap: 'off' }), gateways: { south: { nat: true } } })).toEqual([
      'nat-encap: off',
    ])
  })

  test('a certificate made with `--type ecdsa`, and an iPhone', () => {
    const files = { 'pki/ipsec.example.com.crt': certificateFile('server-ecdsa') }
    expect(laptopComplaints(accessWith({ clients: ['apple'] }), { files })).toEqual([
      'cert-key: pki/ipsec.example.com.crt',
    ])
  })

  test('a certificate for another name than the one that is dialled', () => {
    expect(laptopComplaints(accessWith({ id: 'vpn.example.com' }))).toEqual([
      'cert-san: pki/ipsec.example.com.crt',
    ])
  })

  test('`leftsendcert=never`', () => {
    expect(laptopComplaints(accessWith({ 'send-certificate': 'never' }))).toEqual(['sendcert: never'])
  })

  test('`rightsourceip=10.1.255.0/24`, in the middle of the site', () => {
    expect(laptopComplaints(accessWith({ dynamic: '10.1.255.0/24' }))).toEqual([
      'selector-overlap: 10.1.255.0/24',
    ])
  })

  test('`keyexchange=ikev2` left as a key, because it was there', () => {
    expect(complaints(tunnelWith({ keyexchange: 'ikev2' }))).toEqual(['unknown-key: keyexchange'])
  })

  test('`apt install strongswan strongswan-swanctl charon-systemd`: both services', () => {
    const packages = ['charon-systemd', 'libstrongswan-standard-plugins', 'strongswan-starter']
    expect(complaints(gatewayWith('north', { packages }))).toEqual(['dual-daemon: packages'])
  })
})
