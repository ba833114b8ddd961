import { generateKeyPairSync } from 'node:crypto'
import type { Bundle, ManagedFile } from '../../schema/wire/bundle.ts'
import type { Namespace } from './namespace.ts'

/** Any key will do for programs that only load it. */
const SOME_KEY = `0s${Buffer.alloc(32, 7).toString('base64')}`

const SOME_PEM = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
})

/** A file's text with every secret filled in by the same key, which protects nothing; a private key file by one that fits nothing. */
const textOf = ({ path, content }: ManagedFile): string => {
  const secret = path.includes('/private/') ? String(SOME_PEM) : SOME_KEY
  return content.map(piece => (typeof piece === 'string' ? piece : secret)).join('')
}

/** The text that a bundle has for a path; empty when it has none. */
export const fileOf = (bundle: Bundle, path: ManagedFile['path']): string => {
  const file = bundle.files.find(candidate => candidate.path === path)
  return file === undefined ? '' : textOf(file)
}

/** Puts those of a gateway's files that lie below a folder where its programs look for them. */
export const install = async (bundle: Bundle, namespace: Namespace, folder: string): Promise<void> => {
  for (const file of bundle.files)
    if (file.path.startsWith(folder)) await namespace.write(file.path, textOf(file), file.mode)
}
