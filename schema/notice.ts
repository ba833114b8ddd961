import * as z from 'zod'

/** What somebody outside is told of. `docs/protocol.md` §13. */
const NOTICES = [
  'approval.needed',
  'rollout.started',
  'rollout.paused',
  'rollout.resumed',
  'rollout.halted',
  'rollout.rolling-back',
  'rollout.rolled-back',
  'rollout.completed',
  'rollout.superseded',
  'gateway.silent',
  'gateway.heard',
  'drift.found',
  'loss.begun',
] as const

/** One of them. What `data` says of gateways is their own word: foreign text. */
export const Notice = z.object({ type: z.enum(NOTICES), data: z.record(z.string(), z.json()) })

export type Notice = z.infer<typeof Notice>
