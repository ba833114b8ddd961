import * as z from 'zod'
import { Address, Duration, InterfaceName, Name, NetworkName, Subnet } from '../grammar/grammar.ts'
import { EspProposal, IkeProposal } from '../grammar/proposal.ts'
import { ClientName, HostIdentity, PkiPath, SealedSource } from '../grammar/secret.ts'
import { Allow } from './allow.ts'

const User = z.strictObject({ address: Address, secret: SealedSource.optional(), allow: Allow })

/** Client to site as people write it; its name is that of a network, because it is one. */
export const Access = z.strictObject({
  gateway: Name,
  via: InterfaceName,
  id: HostIdentity,
  certificate: PkiPath,
  authority: PkiPath.optional(),
  key: z.union([z.literal('gateway'), SealedSource]).optional(),
  routes: z.array(Subnet).min(1).max(64),
  dns: z.array(Address).max(8).optional(),
  clients: z
    .array(z.enum(['apple', 'windows', 'android', 'linux']))
    .min(1)
    .max(4)
    .optional(),
  pool: Subnet.optional(),
  dynamic: Subnet.optional(),
  ike: z.array(IkeProposal).min(1).max(16).optional(),
  esp: z.array(EspProposal).min(1).max(16).optional(),
  'send-certificate': z.enum(['always', 'if-asked', 'never']).optional(),
  dpd: z.strictObject({ delay: Duration('1s', '1h').optional() }).optional(),
  mss: z.union([z.literal('auto'), z.literal('off'), z.int().min(500).max(9000)]).optional(),
  users: z.record(ClientName, User).optional(),
  allow: Allow,
})

export const AccessName = NetworkName

export type AccessText = z.infer<typeof Access>
