import * as z from 'zod'
import { Duration, Name, UserName } from '../grammar/grammar.ts'
import { Endpoint, ListenWord, LossWord, ShareWord, WindowWord } from '../grammar/operation.ts'
import { SealedSource } from '../grammar/secret.ts'
import { Allow } from './allow.ts'

const Approvers = z.strictObject({
  permission: z.enum(['write', 'maintain', 'admin']).optional(),
  users: z.array(UserName).max(64).optional(),
  self: z.boolean().optional(),
})

const Wave = z.strictObject({
  gateways: z.union([z.literal('*'), z.array(Name).min(1).max(2000)]),
  soak: Duration('1s', '7d').optional(),
  'at-once': ShareWord.optional(),
})

/** How changes reach the gateways, as people write it. */
export const Rollout = z.strictObject({
  approvers: Approvers.optional(),
  waves: z.array(Wave).min(1).max(64).optional(),
  silence: Duration('10s', '7d').optional(),
  loss: LossWord.optional(),
  schedule: z
    .strictObject({ every: Duration('1s', '1d').optional(), window: WindowWord.optional() })
    .optional(),
  limit: z.strictObject({ gateways: ShareWord.optional(), removals: ShareWord.optional() }).optional(),
})

const Influx = z.union([Endpoint, z.strictObject({ url: Endpoint, token: SealedSource.optional() })])

/** One address: of whichever gateway has it. Or one for each gateway. */
const Listen = z.union([ListenWord, z.record(Name, ListenWord)])

/** What is measured and where it goes. */
export const Monitor = z.strictObject({
  every: Duration('1s', '1h').optional(),
  influx: Influx.optional(),
  prometheus: z.union([z.boolean(), z.strictObject({ listen: Listen.optional() })]).optional(),
  allow: Allow,
})

export type RolloutText = z.infer<typeof Rollout>
export type MonitorText = z.infer<typeof Monitor>
