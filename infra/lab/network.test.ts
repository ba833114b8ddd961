import { describe, expect, test } from 'vitest'
import { laptopValid } from '../../test/fixtures/laptops.ts'
import { referenceTopology } from '../../test/fixtures/reference.ts'
import { cable } from './machine/cabling.ts'
import { batchesOf } from './network/build.ts'
import { planLab } from './network.ts'
import { readForLab } from './topology.ts'

const plan = planLab(referenceTopology())
const room = (name: string) => plan.rooms.find(each => each.name === name)
const installed = (gateway: string): string =>
  plan.machines.find(({ name }) => name === gateway)?.files.find(({ path }) => path.includes('netplan'))
    ?.text ?? ''

describe('the lab of the reference network, on paper', () => {
  test('has a host behind each site, whose way out is the gateway', () => {
    expect(room('rlyeh/containers')).toMatchObject({
      also: ['rlyeh/lxdbr0'],
      ports: [{ wire: 'site/rlyeh/lxdbr0', addresses: ['10.1.0.10/16'] }],
      routes: [{ to: 'default', via: '10.1.0.1' }],
    })
  })

  test('has a host behind an interface that is no network yet', () => {
    expect(room('ulthar/lxdbr1')?.ports[0]?.addresses).toEqual(['10.3.0.10/16'])
  })

  test('couples the VLAN to the cloud network through the router that routes name', () => {
    expect(room('cloud')?.ports.map(({ addresses }) => addresses)).toEqual([
      ['172.16.0.17/28'],
      ['172.16.0.1/32'],
    ])
    expect(room('cloud')?.filter).toContain('ip protocol { icmp, udp } accept')
  })

  test('puts the VLAN on the card that carries it, at what a vSwitch carries', () => {
    const card = plan.machines[0]?.cards.find(({ device }) => device === 'enp9s0')
    expect(card?.vlans).toEqual([{ id: 4090, mtu: 1400, wire: 'vlan/4090' }])
  })

  test('lets the NAT translate one address and pass no other', () => {
    expect(room('nat/ulthar')?.filter).toContain('iifname inside ip saddr 100.64.0.10 accept')
    expect(room('nat/ulthar')?.filter).toContain('policy drop')
  })

  test('writes as the installer what cygnet does not manage, and not the VLAN', () => {
    expect(installed('rlyeh')).toContain('203.0.113.2/29')
    expect(installed('rlyeh')).not.toContain('vswitch')
    expect(installed('ulthar')).toContain('mtu: 1450')
  })

  test('keeps kernel names of cards in the order in which the kernel gives them', () => {
    expect(plan.machines[1]?.cards.map(({ device }) => device)).toEqual([
      'eth0',
      'eth1',
      'lxdbr0p',
      'lxdbr1p',
    ])
  })

  test('is the same every time', () => expect(planLab(referenceTopology())).toEqual(plan))
})

describe('the lab of people and peers, on paper', () => {
  const outside = planLab(laptopValid())
  const machine = (name: string) => outside.machines.find(each => each.name === name)
  const text = (name: string, path: string): string =>
    machine(name)?.files.find(file => file.path.includes(path))?.text ?? ''
  const there = (name: string) => outside.rooms.find(each => each.name === name)

  test('has a peer at its own address, with a host behind it', () => {
    expect(machine('office')).toMatchObject({ kind: 'peer', publicAddress: '203.0.113.9' })
    expect(text('office', 'netplan')).toContain('203.0.113.9/32')
    expect(there('office/lan')?.ports[0]?.addresses).toEqual(['192.168.50.10/24'])
  })

  test('makes nothing up where somebody has an address already', () => {
    const routers = there('internet')?.ports.flatMap(({ addresses }) => addresses) ?? []
    expect(routers).not.toContain('203.0.113.9/29')
    expect(routers).toContain('203.0.113.1/32')
  })

  test('has a laptop for each of two users, at home behind a router, in numbers that nobody else uses', () => {
    const laptops = outside.machines.filter(({ kind }) => kind === 'laptop')
    expect(laptops.map(({ name, id }) => [name, id])).toEqual([
      ['laptop/ada', 'laptop+3'],
      ['laptop/bob', 'laptop+4'],
    ])
    expect(text('laptop/ada', 'netplan')).toContain('172.31.178.20/24')
    expect(there('home/ada')?.filter).toContain('oifname outside masquerade')
  })

  test('lets a laptop find the gateway by the name that it dials', () => {
    expect(text('laptop/ada', 'hosts')).toContain('203.0.113.7 ipsec.example.com\n')
  })
})

describe('what is typed for it', () => {
  const cabling = cable(plan, '/run/x')
  const batches = batchesOf(plan, cabling.taps, 'cyg-0')

  test('gives every tap one wire that exists, and every machine its cards', () => {
    const wires = new Set(plan.wires.map(({ name }) => name))
    expect(cabling.taps.every(({ wire }) => wires.has(wire))).toBe(true)
    const cards = cabling.plugs.get('ulthar')?.filter(({ execute }) => execute === 'device_add')
    expect(cards).toHaveLength(4)
  })

  test('switches VLANs outside of the machine', () => {
    const vlans = [{ id: 4090, mtu: 1400, socket: '/run/x/k0.4090' }]
    expect(cabling.trunks).toEqual([{ socket: '/run/x/k0', untagged: '/run/x/k0.0', vlans }])
  })

  test('never names a namespace that is not of this lab, nor a device longer than Linux allows', () => {
    expect(batches.every(({ namespace }) => namespace.startsWith('cyg-0-'))).toBe(true)
    const devices = batches.flatMap(({ lines }) =>
      lines.flatMap(line => /^link set (\S+)/.exec(line)?.[1] ?? []),
    )
    expect(devices.filter(device => device.length > 15)).toEqual([])
  })
})

describe('a topology before anybody enrolled', () => {
  test('is read with keys that belong to nobody', () => {
    const text =
      'cygnet: 1\nnetwork: n\nprivate: [10.0.0.0/8]\ngateways:\n  a:\n    provider: generic\n    interfaces:\n      eth0: { managed: false }\n'
    const reading = readForLab(new Map([['topology.yaml', text]]))
    expect(reading).toMatchObject({
      kind: 'valid',
      topology: { gateways: [{ keys: { sign: expect.any(String) } }] },
    })
  })
})
