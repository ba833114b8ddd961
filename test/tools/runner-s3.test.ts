import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { Miniflare } from 'miniflare'
import { expect, test } from 'vitest'
import { s3Store } from '../../runner/adapters/store-s3.ts'
import { sourceContract } from '../contracts/source.ts'

const credentials = { accessKeyId: 'gateway', secretAccessKey: 'a-secret-for-tests-only' }

const startStore = async () => {
  const miniflare = new Miniflare({
    modules: true,
    script: 'export default { fetch: () => new Response() }',
    r2Buckets: { STORE: { id: 'cygnet', s3Credentials: credentials } },
  })
  const endpoint = new URL('/cdn-cgi/local/r2/s3', await miniflare.ready).href
  const access = { endpoint, region: 'auto', ...credentials }
  return { miniflare, access }
}

sourceContract('an S3 bucket, below a prefix', async () => {
  const { miniflare, access } = await startStore()
  const writer = new S3Client({
    ...access,
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  })
  return {
    source: s3Store('s3://cygnet/networks/miskatonic', access),
    put: async (path, bytes) => {
      await writer.send(
        new PutObjectCommand({ Bucket: 'cygnet', Key: `networks/miskatonic/${path}`, Body: bytes }),
      )
    },
    close: async () => await miniflare.dispose(),
  }
})

test('a wrong secret is refused, not taken for an empty bucket', async () => {
  const { miniflare, access } = await startStore()
  const store = s3Store('s3://cygnet/x', { ...access, secretAccessKey: 'wrong' })
  await expect(store.get('timestamp.json', { bytes: 10, seconds: 5 })).rejects.toMatchObject({
    code: 'refused',
  })
  await miniflare.dispose()
})

test('a store that is gone proves nothing', async () => {
  const access = { endpoint: 'http://127.0.0.1:9', region: 'auto', ...credentials }
  const store = s3Store('s3://cygnet/x', access)
  await expect(store.get('timestamp.json', { bytes: 10, seconds: 5 })).rejects.toMatchObject({
    code: 'unreachable',
  })
})
