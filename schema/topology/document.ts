import * as z from 'zod'
import {
  Address,
  Duration,
  InterfaceAddress,
  InterfaceName,
  Name,
  NetworkName,
  PublicKey,
  SecretSource,
  Subnet,
  UserName,
} from './grammar.ts'
import { laterKey, laterWord } from './later.ts'
import { EspProposal, IkeProposal } from './proposal.ts'

/** What people write. Absent keys stay absent: defaults belong to `resolve`, which knows the presets. */

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
})

const Network = z.strictObject({
  subnet: Subnet,
  interface: InterfaceName,
})

const Internet = z.strictObject({
  via: InterfaceName,
  masquerade: z.array(NetworkName).max(64).optional(),
})

const Gateway = z.strictObject({
  provider: z.enum(['hetzner-dedicated', 'hetzner-cloud', 'generic']).optional(),
  keys: z.strictObject({ sign: PublicKey('ed25519'), seal: PublicKey('x25519') }).optional(),
  daemon: laterWord(['swanctl'], ['ipsec.conf']).optional(),
  firewall: z.enum(['iptables-nft', 'iptables-legacy']).optional(),
  nat: z.boolean().optional(),
  interfaces: z.record(InterfaceName, Interface),
  networks: z.record(NetworkName, Network).optional(),
  internet: Internet.optional(),
})

const Tunnel = z.strictObject({
  between: z.record(Name, InterfaceName),
  secret: SecretSource.optional(),
  epoch: z.int().min(1).max(1_000_000).optional(),
  ike: z.array(IkeProposal).min(1).max(16).optional(),
  esp: z.array(EspProposal).min(1).max(16).optional(),
  rekey: z
    .strictObject({ ike: Duration('5m', '7d').optional(), child: Duration('1m', '7d').optional() })
    .optional(),
  start: z.enum(['none', 'start', 'trap']).optional(),
  dpd: z.strictObject({ delay: Duration('1s', '1h').optional() }).optional(),
  encap: z.enum(['auto', 'on', 'off']).optional(),
  mss: z.union([z.literal('auto'), z.literal('off'), z.int().min(500).max(9000)]).optional(),
})

const Rollout = z.strictObject({
  approvers: z
    .strictObject({
      permission: z.enum(['write', 'maintain', 'admin']).optional(),
      users: z.array(UserName).max(64).optional(),
      self: z.boolean().optional(),
    })
    .optional(),
  schedule: z.strictObject({ every: Duration('1s', '1d').optional(), window: laterKey() }).optional(),
  waves: laterKey(),
  limit: laterKey(),
})

/** The whole shape of a topology, as far as this version of the language goes. */
export const Document = z.strictObject({
  cygnet: z.literal(1),
  network: Name,
  private: z.array(Subnet).max(64).optional(),
  gateways: z.record(Name, Gateway).optional(),
  tunnels: z.record(Name, Tunnel).optional(),
  rollout: Rollout.optional(),
  peers: laterKey(),
  meshes: laterKey(),
  hubs: laterKey(),
  access: laterKey(),
  monitor: laterKey(),
})

/** A topology as written: shaped, each word parsed into its type, nothing resolved. */
export type Document = z.infer<typeof Document>
export type GatewayText = z.infer<typeof Gateway>
export type InterfaceText = z.infer<typeof Interface>
export type TunnelText = z.infer<typeof Tunnel>
