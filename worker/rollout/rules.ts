import * as z from 'zod'

/** Whose word counts, and how changes reach the gateways: as the last approved topology says, never the change itself. */

export const Approvers = z.object({
  permission: z.enum(['write', 'maintain', 'admin']),
  users: z.array(z.string()),
  self: z.boolean(),
})

/** So many, or that part of all. */
export const Share = z.object({ unit: z.enum(['percent', 'count']), value: z.number() })

/** One wave, as a topology asks for it. */
const WaveRule = z.object({
  /** Names, or every gateway that no other wave names. */
  gateways: z.union([z.array(z.string()), z.literal('*')]),
  /** Seconds of health before the next wave. */
  soak: z.number().int(),
  /** How many of the wave change at the same time; left out: all. */
  atOnce: Share.optional(),
})

/** Beyond it a change takes the word of two people. */
export const Limit = z.object({ gateways: Share.optional(), removals: Share.optional() })

export const Rules = z.object({ approvers: Approvers, waves: z.array(WaveRule), limit: Limit })

export type Approvers = z.infer<typeof Approvers>
export type Share = z.infer<typeof Share>
export type Limit = z.infer<typeof Limit>
export type Rules = z.infer<typeof Rules>
