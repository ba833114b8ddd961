import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { connStates } from './conn-states.ts'
import { readStatusAll } from './statusall.ts'

/** As 5.9.8 writes it. */
const STATUS = `Status of IKE charon daemon (strongSwan 5.9.8, Linux 6.1.0, x86_64):
  uptime: 1 second, since Nov 24 04:11:38 2026
  loaded plugins: charon aes sha2
Virtual IP pools (size/online/offline):
  10.0.255.100/32: 1/1/0
Listening IP addresses:
  172.16.0.18
Connections:
     by hand:  %any...192.0.2.9  IKEv1/2
     by hand:   child:  dynamic === dynamic TUNNEL
  a-b/x-y/start:  172.16.0.18...172.16.0.2  IKEv2, dpddelay=30s
  a-b/x-y/start:   local:  [a.net] uses pre-shared key authentication
  a-b/x-y/start:   remote: [b.net] uses pre-shared key authentication
  a-b/x-y/start:   child:  10.1.0.0/16 === 10.2.0.0/16 TUNNEL, dpdaction=start
     a-b/x-y:   child:  10.1.0.0/16 === 10.2.0.0/16 TUNNEL, dpdaction=start
     a-b/x-z:   child:  10.1.0.0/16 === 10.3.0.0/16 TUNNEL, dpdaction=start
 own_networks/n:   child:  10.1.0.0/16 === 10.1.0.0/16 PASS
laptops-ada/inside:   child:  10.0.0.0/8 === dynamic TUNNEL
Shunted Connections:
 own_networks/n:  10.1.0.0/16 === 10.1.0.0/16 PASS
Routed Connections:
     a-b/x-y{1}:  ROUTED, TUNNEL, reqid 1
     a-b/x-y{1}:   10.1.0.0/16 === 10.2.0.0/16
     a-b/x-z{2}:  ROUTED, TUNNEL, reqid 2
Security Associations (2 up, 1 connecting):
laptops-ada/inside[7]: ESTABLISHED 5 seconds ago, 172.16.0.18[ipsec.example.com]...192.0.2.7[192.168.1.5]
laptops-ada/inside[7]: Remote EAP identity: ada
laptops-ada/inside[7]: IKEv2 SPIs: 8ec20cade0f5f08d_i 0e7e406afd03b539_r*, rekeying disabled
laptops-ada/inside{9}:  INSTALLED, TUNNEL, reqid 5, ESP in UDP SPIs: c1_i c2_o
laptops-ada/inside{9}:   10.0.0.0/8 === 10.0.255.100/32
a-b/x-y/start[3]: ESTABLISHED 9 seconds ago, 172.16.0.18[a.net]...172.16.0.2[b.net]
a-b/x-y/start{4}:  INSTALLED, TUNNEL, reqid 1, ESP SPIs: c3_i c4_o
   (unnamed)[8]: CONNECTING, 172.16.0.18[%any]...192.0.2.66[%any]
`

describe('ipsec statusall', () => {
  test('says what is loaded, what waits for traffic, and who is there', () => {
    const { loaded, routed, sas } = readStatusAll(STATUS)
    expect([...loaded]).toEqual([
      'a-b/x-y/start',
      'a-b/x-y',
      'a-b/x-z',
      'own_networks/n',
      'laptops-ada/inside',
    ])
    expect([...routed]).toEqual(['own_networks/n', 'a-b/x-y', 'a-b/x-z'])
    expect(sas).toEqual([
      {
        name: 'laptops-ada/inside',
        id: '7',
        user: 'ada',
        children: [{ name: 'laptops-ada/inside', state: 'INSTALLED' }],
      },
      {
        name: 'a-b/x-y/start',
        id: '3',
        user: 'b.net',
        children: [{ name: 'a-b/x-y/start', state: 'INSTALLED' }],
      },
    ])
  })

  test('a conn and its twin that only initiates are one CHILD', () => {
    expect(connStates(readStatusAll(STATUS))).toEqual([
      { connection: 'a-b', child: 'x-y', state: 'up' },
      { connection: 'a-b', child: 'x-z', state: 'trap' },
      { connection: 'laptops-ada', child: 'inside', state: 'up' },
      { connection: 'own_networks', child: 'n', state: 'trap' },
    ])
  })

  test('that is cut short is refused, not taken for a gateway without tunnels', () => {
    expect(() => readStatusAll(STATUS.slice(0, STATUS.indexOf('Routed')))).toThrow(SyntaxError)
    expect(() => readStatusAll('')).toThrow(SyntaxError)
  })

  test('an identity cannot make up an SA, whatever the other end calls itself', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        // charon shows what cannot be printed as question marks: an identity has no line ends.
        const identity = text.replaceAll(/[\n\r]/g, '?')
        const said = STATUS.replace('Remote EAP identity: ada', () => `Remote EAP identity: ${identity}`)
        expect(readStatusAll(said).sas.map(({ id }) => id)).toEqual(['7', '3'])
      }),
    )
  })
})
