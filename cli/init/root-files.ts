import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fromBase64 } from '../../schema/wire/base64.ts'
import { publicKeyOf as publicKeyOfSeed } from '../../schema/wire/ed25519.ts'
import { Key32 } from '../../schema/wire/names.ts'
import { makeRoot, mustFollow, planOf, rootVersion, signRoot } from '../../worker/release/root.ts'
import { CommandError } from '../command-error.ts'
import { replaceFile } from '../replace-file.ts'
import { operatorSigner, publicKeyOf, rootExpiry } from './network-keys.ts'

/** What the next root changes; what is left out stays. Files: public keys as PEM, the Worker's seed as base64. */
export interface RootChange {
  readonly workerSeed?: string
  readonly addOperators?: readonly string[]
  readonly dropOperators?: readonly string[]
  readonly threshold?: number
  readonly now: Date
}

/** Writes trust/N+1.root.json, unsigned, and returns its path. Throws a `CommandError` or a `ReleaseError`. */
export const writeNextRoot = async (folder: string, change: RootChange): Promise<string> => {
  const plan = planOf(await newestRoot(folder))
  const dropped = await publicKeys(change.dropOperators)
  const kept = plan.operators.filter(key => !dropped.some(other => Buffer.compare(key, other) === 0))
  const next = makeRoot({
    version: plan.version + 1,
    operators: [...kept, ...(await publicKeys(change.addOperators))],
    threshold: change.threshold ?? plan.threshold,
    worker: change.workerSeed === undefined ? plan.worker : await workerKey(change.workerSeed),
    expires: rootExpiry(change.now),
  })
  const file = path.join(folder, 'trust', `${plan.version + 1}.root.json`)
  await writeFile(file, next, { flag: 'wx' })
  return file
}

/**
 * Adds one operator's signature to a root file. True when gateways would now follow it from the one before. The passphrase
 * opens an encrypted key. Throws a `CommandError` or a `ReleaseError`.
 */
export const signRootFile = async (file: string, keyFile: string, passphrase?: string): Promise<boolean> => {
  const signed = signRoot(await contentOf(file), operatorSigner(await privateKey(keyFile, passphrase)))
  const before = path.join(path.dirname(file), `${rootVersion(signed) - 1}.root.json`)
  await replaceFile(file, signed)
  try {
    mustFollow(rootVersion(signed) === 1 ? undefined : await contentOf(before), signed)
    return true
  } catch {
    return false
  }
}

/** The root of a repository's `trust/` with the highest version. Throws a `CommandError` when there is none. */
export const newestRoot = async (folder: string): Promise<Uint8Array> => {
  const names = await readdir(path.join(folder, 'trust')).catch((): string[] => [])
  const versions = names.map(name => Number(/^(\d+)\.root\.json$/.exec(name)?.[1] ?? 0))
  const newest = Math.max(0, ...versions)
  if (newest > 0) return contentOf(path.join(folder, 'trust', `${newest}.root.json`))
  throw new CommandError(
    'unreadable',
    `there is no root in ${path.join(folder, 'trust')}`,
    "name the folder of the network's repository; cygnet init makes its first root",
  )
}

const publicKeys = (files: readonly string[] = []): Promise<Uint8Array[]> =>
  Promise.all(files.map(async file => publicKeyOf(keyIn(file, createPublicKey, await contentOf(file)))))

/** An operator's private key. Throws a `CommandError` that says nothing of what is in the file. */
export const privateKey = async (file: string, passphrase: string | undefined): Promise<KeyObject> => {
  const key = await contentOf(file)
  return keyIn(file, pem => createPrivateKey(passphrase === undefined ? pem : { key: pem, passphrase }), key)
}

const keyIn = (file: string, parse: (pem: Buffer) => KeyObject, content: Buffer): KeyObject => {
  const key = attempt(() => parse(content))
  if (key?.asymmetricKeyType === 'ed25519') return key
  throw new CommandError(
    'unreadable',
    `${file} holds no Ed25519 key that can be read`,
    'make one with: openssl genpkey -algorithm ed25519; for an encrypted one set CYGNET_PASSPHRASE',
  )
}

const workerKey = async (file: string): Promise<Uint8Array> => {
  const seed = Key32.safeParse((await contentOf(file)).toString().trim())
  if (seed.success) return publicKeyOfSeed(fromBase64(seed.data))
  throw new CommandError('unreadable', `${file} holds no seed`, 'make one with: openssl rand -base64 32')
}

/** The cause is dropped on purpose: OpenSSL's errors are no help, and the content may be a secret. */
const attempt = <T>(work: () => T): T | undefined => {
  try {
    return work()
  } catch {
    return undefined
  }
}

const contentOf = (file: string): Promise<Buffer> =>
  readFile(file).catch((cause: unknown) => {
    throw new CommandError('unreadable', `${file} cannot be read`, 'name a file that is there', cause)
  })
