import * as z from 'zod'

/** Milliseconds since 1970, by the control plane's clock. */
export const Moment = z.number().int()

export const Tunnels = z.object({ up: z.number().int(), trap: z.number().int(), down: z.number().int() })

/** A gateway's own words: foreign text, escaped where it is shown. */
export const Words = z.object({ code: z.string(), message: z.string() })

/**
 * Why a gateway counts as sick. reverted, refused: it said so. silent: it said nothing for too long. cut: a tunnel that was
 * up stayed down. left: it runs something else again. lossy: packets are lost in a tunnel that came through before.
 */
export const Trouble = z.object({
  kind: z.enum(['reverted', 'refused', 'silent', 'cut', 'left', 'lossy']),
  ...Words.shape,
  at: Moment,
})

/** Told to run something, and nothing was heard of it yet. */
const Told = {
  /** The publication that tells it. */
  round: z.number().int(),
  /** Since when the repository shows it; left out until then. */
  since: Moment.optional(),
  /** It says why it does not do so yet; without, it has said nothing. `gone`: milliseconds of its patience that were used up by then. */
  waits: z.object({ ...Words.shape, since: Moment, gone: z.number().int().optional() }).optional(),
  /** When it first said that it waits, though it took that back since: nobody waits longer by saying it again. */
  waited: Moment.optional(),
}

/** Where one gateway stands with the release that changes it. */
export const Standing = z.discriminatedUnion('kind', [
  /** Its turn has not come. */
  z.object({ kind: z.literal('queued') }),
  z.object({ kind: z.literal('pending'), ...Told }),
  z.object({
    kind: z.literal('committed'),
    at: Moment,
    tunnels: Tunnels,
    /** Tunnels that fell since and are not up again, by connection and child. */
    lost: z.object({ tunnels: z.array(z.string()), since: Moment }).optional(),
    /** Packets lost inside tunnels since the wave had committed, by tunnel and child: those with any. */
    dropped: z.record(z.string(), z.number().int()).optional(),
  }),
  z.object({ kind: z.literal('failed'), trouble: Trouble, tunnels: Tunnels.optional() }),
  /** Told to go back to what it had; `trouble`: why it did not get on, where it did not. */
  z.object({ kind: z.literal('returning'), ...Told, trouble: Trouble.optional() }),
  z.object({ kind: z.literal('returned'), at: Moment, trouble: Trouble.optional() }),
  /** It did not confirm that it went back: somebody must look. Whatever it says later still counts. */
  z.object({ kind: z.literal('astray'), at: Moment, why: Words, trouble: Trouble.optional() }),
])

export type Tunnels = z.infer<typeof Tunnels>
export type Words = z.infer<typeof Words>
export type Trouble = z.infer<typeof Trouble>
export type Standing = z.infer<typeof Standing>
export type At<Kind extends Standing['kind']> = Extract<Standing, { kind: Kind }>
