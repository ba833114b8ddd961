import * as z from 'zod'

/** `allow: { weak-crypto: "why" }`: silences what a rule says about this node, with a reason for whoever reads it next. */
export const Allow = z.record(z.string().max(64), z.string().max(400)).optional()
