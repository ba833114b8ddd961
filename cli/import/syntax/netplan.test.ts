import { describe, expect, test } from 'vitest'
import type { Problem } from '../../../schema/problem.ts'
import { crashingVrfs, netplanInterfaces } from '../model/netplan-interfaces.ts'
import { readIpAddress } from './ip-address.ts'
import { readNetplan } from './netplan.ts'

const read = (text: string) => {
  const problems: Problem[] = []
  const file = readNetplan({ path: '/n', shown: 'n.yaml', text, mode: 0o600 }, problems)
  const interfaces = file === undefined ? [] : netplanInterfaces(file, problems)
  return { file, interfaces, problems, codes: problems.map(({ code }) => code) }
}

describe('netplan', () => {
  test('a VLAN with all that cygnet takes over, and what it cannot', () => {
    const { interfaces, problems } = read(
      'network:\n  vlans:\n    v:\n      id: 5\n      link: eth0\n      mtu: 1400\n      addresses: [10.0.0.1/24]\n      nameservers: { addresses: [9.9.9.9] }\n      routes: [{ to: 10.9.0.0/16, via: 10.0.0.2, metric: 5 }]\n',
    )
    expect(interfaces[0]).toMatchObject({
      kind: 'vlan',
      vlan: { link: 'eth0', id: { value: 5 } },
      mtu: { value: 1400 },
    })
    expect(problems.map(({ code, value, place }) => [code, value, place.line])).toEqual([
      ['not-expressed', 'nameservers', 8],
      ['not-expressed', 'metric', 9],
    ])
  })

  test('the default route says which interface leads to the internet, in all its spellings', () => {
    for (const route of ['{ to: default, via: 1.1.1.1 }', '{ to: 0.0.0.0/0, via: 1.1.1.1 }'])
      expect(read(`network: { ethernets: { e: { routes: [${route}] } } }`).interfaces[0]?.toInternet).toBe(
        true,
      )
    expect(read('network: { ethernets: { e: { gateway4: 1.1.1.1 } } }').interfaces[0]?.toInternet).toBe(true)
  })

  test('a VRF that kills netplan', () => {
    const { file } = read(
      'network: { vrfs: { a: { routes: [{ to: default, via: 1.1.1.1 }] }, b: { routes: [], routing-policy: [] } } }',
    )
    expect(file && crashingVrfs(file).map(({ text }) => text)).toEqual(['a'])
  })

  test.each(['network: [', '[]', 'network: { vlans: { v: { id: x } } }', 'a: &a [*a]', '['.repeat(5000)])(
    '%.30s is said, and nothing of it is used',
    text => {
      const { interfaces, codes } = read(text)
      expect(interfaces).toEqual([])
      expect(codes).toEqual(['syntax'])
    },
  )
})

test('ip -json address', () => {
  const file = (text: string) => ({ path: '/i', shown: 'i', text, mode: 0o600 })
  const links = readIpAddress(
    file(
      '[{"ifname":"eth1","mtu":1450,"addr_info":[{"family":"inet","local":"172.16.0.2","prefixlen":32,"scope":"global"}]}]',
    ),
    [],
  )
  expect(links).toMatchObject([{ ifname: 'eth1', addr_info: [{ local: '172.16.0.2', prefixlen: 32 }] }])
  const problems: Problem[] = []
  expect(readIpAddress(file('1: lo: <LOOPBACK>'), problems)).toEqual([])
  expect(problems).toHaveLength(1)
})
