import * as z from 'zod'
import { Address, Duration, InterfaceName, Name, Subnet, SubnetOrNetwork } from '../grammar/grammar.ts'
import { EspProposal, IkeProposal } from '../grammar/proposal.ts'
import { Identity, SecretSource } from '../grammar/secret.ts'
import { Allow } from './allow.ts'

const Start = z.enum(['none', 'start', 'trap'])
const IkeProposals = z.array(IkeProposal).min(1).max(16)
const EspProposals = z.array(EspProposal).min(1).max(16)

const settings = {
  secret: SecretSource.optional(),
  epoch: z.int().min(1).max(1_000_000).optional(),
  ike: IkeProposals.optional(),
  esp: EspProposals.optional(),
  rekey: z
    .strictObject({ ike: Duration('5m', '7d').optional(), child: Duration('1m', '7d').optional() })
    .optional(),
  reauth: Duration('5m', '7d').optional(),
  dpd: z
    .strictObject({
      delay: Duration('1s', '1h').optional(),
      action: z.enum(['clear', 'trap', 'restart']).optional(),
    })
    .optional(),
  close: z.enum(['none', 'trap', 'start']).optional(),
  encap: z.enum(['auto', 'on', 'off']).optional(),
  mss: z.union([z.literal('auto'), z.literal('off'), z.int().min(500).max(9000)]).optional(),
  allow: Allow,
}

/** What every tunnel may set, and every mesh and hub for all of theirs. */
const Settings = z.strictObject({ ...settings, start: Start.optional() })

/** One tunnel as people write it. The interface of a peer is not ours to know: `null`. */
export const Tunnel = z.strictObject({
  ...settings,
  between: z.record(Name, InterfaceName.nullable()),
  networks: z.record(Name, z.array(SubnetOrNetwork).min(1).max(64)).optional(),
  start: z.union([Start, z.record(Name, Start)]).optional(),
})

const Via = z.union([InterfaceName, z.record(Name, InterfaceName)])

/** Every gateway with every other. */
export const Mesh = Settings.extend({ gateways: z.array(Name).min(2).max(1000), via: Via })

/** Every spoke with one hub, and through it with one another. */
export const Hub = Settings.extend({
  hub: Name,
  spokes: z.array(Name).min(1).max(2000),
  via: Via,
  transit: z.boolean().optional(),
})

/** A gateway that cygnet does not run. */
export const Peer = z.strictObject({
  address: Address.optional(),
  id: Identity,
  networks: z.array(Subnet).min(1).max(64),
  nat: z.boolean().optional(),
  ike: IkeProposals.optional(),
  esp: EspProposals.optional(),
  allow: Allow,
})

export type SettingsText = z.infer<typeof Settings>
export type TunnelText = z.infer<typeof Tunnel>
export type MeshText = z.infer<typeof Mesh>
export type HubText = z.infer<typeof Hub>
export type PeerText = z.infer<typeof Peer>
