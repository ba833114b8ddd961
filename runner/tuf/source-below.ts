import { type Source, SourceError } from '../ports/source.ts'

/** A source of which only one folder is known: `metadata/` and `targets/` may lie at different addresses. */
export const sourceBelow = (folder: string, inside: Source): Source => ({
  get: async (path, bounds, etag) => {
    if (!path.startsWith(folder)) throw new SourceError('refused', `${path} is not below ${folder}`)
    return await inside.get(path.slice(folder.length), bounds, etag)
  },
})
