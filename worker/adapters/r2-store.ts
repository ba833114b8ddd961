import type { R2Bucket, R2Conditional } from '@cloudflare/workers-types'
import type { Condition, ObjectStore } from '../ports/object-store.ts'

/** The object store in R2: strongly consistent, its conditions hold against racing writers. */
export const r2Store = (bucket: R2Bucket): ObjectStore => ({
  get: async path => {
    const object = await bucket.get(path)
    return object === null
      ? undefined
      : { bytes: new Uint8Array(await object.arrayBuffer()), etag: object.etag }
  },
  put: async (path, bytes, condition) =>
    (await bucket.put(path, bytes, { onlyIf: conditional(condition) })) !== null,
})

const conditional = (condition: Condition): R2Conditional =>
  condition.kind === 'absent' ? { etagDoesNotMatch: '*' } : { etagMatches: condition.etag }
