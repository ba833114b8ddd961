import { readFile } from 'node:fs/promises'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { formatCidr } from '../../schema/topology/address.ts'
import type { Gateway, Interface } from '../../schema/topology/gateway.ts'
import type { ValidTopology } from '../../schema/topology/topology.ts'
import { compile } from '../../worker/compile/compile.ts'
import { arbitraryNetwork, topologyOf } from '../fixtures/arbitrary-network.ts'
import { referenceTopology } from '../fixtures/reference.ts'
import { fileOf } from './gateway-files.ts'
import { Namespace } from './namespace.ts'
import { RUNS, TIMEOUT } from './soak.ts'

const ROOT = '/run/root'
const NETWORK = `${ROOT}/run/systemd/network`

let namespace: Namespace
beforeAll(async () => {
  namespace = await Namespace.create()
})
afterAll(async () => {
  await namespace[Symbol.asyncDispose]()
})

/** What the installer of the operating system left: the interfaces that cygnet does not manage. */
const installersFile = (gateway: Gateway): string => {
  const unmanaged = gateway.interfaces.filter(({ managed, name }) => !managed && !/^(?:lxd)?br/.test(name))
  return JSON.stringify({
    network: {
      version: 2,
      ethernets: Object.fromEntries(unmanaged.map(({ name }) => [name, { dhcp4: true }])),
    },
  })
}

/** Runs the real generator on what a gateway would have; throws when it refuses. */
const generate = async (gateway: Gateway, text: string): Promise<void> => {
  await namespace.must('rm', ['-rf', ROOT])
  await namespace.write(`${ROOT}/etc/netplan/50-installer.yaml`, installersFile(gateway), 0o600)
  if (text !== '') await namespace.write(`${ROOT}/etc/netplan/60-cygnet.yaml`, text, 0o600)
  await namespace.must('/usr/libexec/netplan/generate', ['--root-dir', ROOT])
}

/** The settings of one section of a networkd unit, as `Key=value` lines. */
const settings = async (unit: string, section: string): Promise<string[]> => {
  const text = await readFile(namespace.outside(`${NETWORK}/10-netplan-${unit}`), 'utf8')
  return text
    .split(/^(?=\[)/m)
    .filter(part => part.startsWith(`[${section}]\n`))
    .flatMap(part => part.trim().split('\n').slice(1))
}

const routeLines = ({ routes }: Interface): string[] =>
  routes.flatMap(({ to, via, onLink }) => [
    `Destination=${formatCidr(to)}`,
    `Gateway=${via}`,
    ...(onLink ? ['GatewayOnLink=true'] : []),
  ])

const expectGenerated = async (managed: Interface): Promise<void> => {
  const { name, vlan, mtu, addresses } = managed
  expect(await settings(`${name}.netdev`, 'NetDev')).toEqual([`Name=${name}`, `MTUBytes=${mtu}`, 'Kind=vlan'])
  expect(await settings(`${name}.netdev`, 'VLAN')).toEqual([`Id=${vlan?.id}`])
  expect(await settings(`${vlan?.link}.network`, 'Network')).toContain(`VLAN=${name}`)
  expect(await settings(`${name}.network`, 'Link')).toEqual([`MTUBytes=${mtu}`])
  const lines = await settings(`${name}.network`, 'Network')
  expect(lines.filter(line => line.startsWith('Address='))).toEqual(
    addresses.map(address => `Address=${formatCidr(address)}`),
  )
  expect(await settings(`${name}.network`, 'Route')).toEqual(routeLines(managed))
}

const expectUnderstood = async (topology: ValidTopology): Promise<void> => {
  for (const [index, bundle] of compile(topology).entries()) {
    const gateway = topology.gateways[index]
    if (gateway?.name !== bundle.gateway) throw new Error('bundles and gateways differ')
    await generate(gateway, fileOf(bundle, '/etc/netplan/60-cygnet.yaml'))
    for (const managed of gateway.interfaces.filter(({ managed }) => managed)) await expectGenerated(managed)
  }
}

test('netplan makes of the reference network what was meant', async () => {
  await expectUnderstood(referenceTopology())
})

test(
  'netplan makes of any small network what was meant',
  async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryNetwork, async document => {
        await expectUnderstood(topologyOf(document))
      }),
      { numRuns: RUNS },
    )
  },
  TIMEOUT,
)

test('the installer keeps what it said about the link: only the VLAN on it is new', async () => {
  const [gateway] = referenceTopology().gateways
  const [bundle] = compile(referenceTopology())
  if (gateway === undefined || bundle === undefined) throw new Error('no gateway')
  await generate(gateway, '')
  const before = await settings('enp9s0.network', 'Network')
  await generate(gateway, fileOf(bundle, '/etc/netplan/60-cygnet.yaml'))
  expect(await settings('enp9s0.network', 'Network')).toEqual([...before, 'VLAN=vswitch'])
})
