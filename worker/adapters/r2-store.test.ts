import type { R2Bucket } from '@cloudflare/workers-types'
import { Miniflare } from 'miniflare'
import { afterAll } from 'vitest'
import { objectStoreContract } from '../../test/contracts/object-store.ts'
import { r2Store } from './r2-store.ts'

const names = Array.from({ length: 30 }, (_, index) => `STORE${index}`)
const miniflare = new Miniflare({ modules: true, script: '', r2Buckets: names })
afterAll(() => miniflare.dispose())

// Each store of the contract is empty: it gets a bucket of its own.
objectStoreContract('R2', async () => {
  const bucket = await miniflare.getR2Bucket(names.shift() ?? '')
  // The same binding, but typed by another release of the types.
  return r2Store(bucket as unknown as R2Bucket)
})
