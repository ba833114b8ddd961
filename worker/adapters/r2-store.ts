import type { R2Bucket, R2Conditional } from '@cloudflare/workers-types'
import type { Condition, ObjectStore } from '../ports/object-store.ts'

/**
 * The object store in R2: strongly consistent, its conditions hold against racing writers. With a prefix everything lies
 * below it, as in a folder, and nothing outside of it can be reached.
 */
export const r2Store = (bucket: R2Bucket, prefix = ''): ObjectStore => ({
  get: async path => {
    const object = await bucket.get(keyOf(prefix, path))
    return object === null
      ? undefined
      : { bytes: new Uint8Array(await object.arrayBuffer()), etag: object.etag }
  },
  put: async (path, bytes, condition) =>
    (await bucket.put(keyOf(prefix, path), bytes, { onlyIf: conditional(condition) })) !== null,
})

const conditional = (condition: Condition): R2Conditional =>
  condition.kind === 'absent' ? { etagDoesNotMatch: '*' } : { etagMatches: condition.etag }

const keyOf = (prefix: string, path: string): string => (prefix === '' ? path : `${prefix}/${path}`)
