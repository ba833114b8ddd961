import * as z from 'zod/mini'
import { Digest } from './names.ts'

export * from './repository-names.ts'

/** What the metadata says beside a bundle's hash: when and why, which the bundle itself does not know. */
export const TargetCustom = z.strictObject({
  release: z.int().check(z.minimum(1)),
  commit: z.string().check(z.regex(/^[0-9a-f]{40}$/)),
  plan: Digest,
})
export type TargetCustom = z.infer<typeof TargetCustom>
