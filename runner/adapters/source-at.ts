import type { S3Access } from '../core/config.ts'
import { type Source, SourceError } from '../ports/source.ts'

/** The source at an address: `https://`, `file:///` or `s3://`; each is loaded when it is first asked. */
export const sourceAt = (address: string, s3?: S3Access): Source => {
  let made: Promise<Source> | undefined
  return {
    get: async (path, bounds, etag) => {
      made ??= make(address, s3)
      return await (await made).get(path, bounds, etag)
    },
  }
}

const make = async (address: string, s3: S3Access | undefined): Promise<Source> => {
  if (address.startsWith('file:')) return (await import('./store-folder.ts')).folderStore(address)
  if (address.startsWith('s3:')) {
    if (s3 === undefined) throw new SourceError('refused', 'an s3:// source wants its access under s3')
    return (await import('./store-s3.ts')).s3Store(address, s3)
  }
  return (await import('./store-https.ts')).httpsStore(address)
}
