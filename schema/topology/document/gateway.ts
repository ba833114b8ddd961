import * as z from 'zod'
import {
  Address,
  InterfaceAddress,
  InterfaceName,
  NetworkName,
  PublicKey,
  Subnet,
} from '../grammar/grammar.ts'
import { PackageName, RunnerVersion } from '../grammar/operation.ts'
import { Allow } from './allow.ts'

const Route = z.strictObject({
  to: Subnet,
  via: Address,
  'on-link': z.boolean().optional(),
})

const Interface = z.strictObject({
  managed: z.boolean().optional(),
  name: InterfaceName.optional(),
  vlan: z.int().optional(),
  link: InterfaceName.optional(),
  addresses: z.array(InterfaceAddress).max(64).optional(),
  routes: z.array(Route).max(256).optional(),
  mtu: z.int().min(576).max(9216).optional(),
  'bridge-nat': z.boolean().optional(),
  allow: Allow,
})

const Network = z.strictObject({
  subnet: Subnet,
  interface: InterfaceName,
})

const Internet = z.strictObject({
  via: InterfaceName,
  masquerade: z.array(NetworkName).max(64).optional(),
})

/** A gateway as people write it. */
export const Gateway = z.strictObject({
  provider: z.enum(['hetzner-dedicated', 'hetzner-cloud', 'generic']).optional(),
  os: z.enum(['debian-12', 'debian-13', 'ubuntu-22.04', 'ubuntu-24.04']).optional(),
  packages: z.array(PackageName).max(4096).optional(),
  keys: z.strictObject({ sign: PublicKey('ed25519'), seal: PublicKey('x25519') }).optional(),
  daemon: z.enum(['swanctl', 'ipsec.conf']).optional(),
  firewall: z.enum(['iptables-nft', 'iptables-legacy']).optional(),
  nat: z.boolean().optional(),
  drift: z.enum(['report', 'repair']).optional(),
  runner: RunnerVersion.optional(),
  interfaces: z.record(InterfaceName, Interface),
  networks: z.record(NetworkName, Network).optional(),
  internet: Internet.optional(),
  allow: Allow,
})

export type GatewayText = z.infer<typeof Gateway>
export type InterfaceText = z.infer<typeof Interface>
