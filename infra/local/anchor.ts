import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { seedSigner } from '../../worker/adapters/seed-signer.ts'
import { makeRoot, signRoot } from '../../worker/release/root.ts'
import { writeFileAtomically } from './atomic-file.ts'

/** Everything secret or signed that a network starts with. Made once; a folder that has it is only read. */
export interface Anchor {
  /** The GitHub App's RSA key: PEM, PKCS#8 and SPKI. */
  readonly app: { readonly privateKey: string; readonly publicKey: string }
  readonly webhookSecret: string
  /** Base64 of the Worker's Ed25519 seed. */
  readonly signingKey: string
  /** Base64 of the operator's Ed25519 seed: what `cygnet init` would leave on his laptop. */
  readonly operatorKey: string
  /** metadata/1.root.json, signed by the operator. */
  readonly root: Uint8Array
  readonly s3: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

const YEAR_MS = 365 * 24 * 3_600_000

/** Reads a network's anchor from a folder, making whatever is missing; every file is for its owner's eyes only. */
export const openAnchor = (folder: string, now: Date): Anchor => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const once = (name: string, make: () => string | Uint8Array): Buffer => {
    const file = path.join(folder, name)
    if (!existsSync(file)) writeFileAtomically(file, make(), 0o600)
    return readFileSync(file)
  }
  const text = (name: string, make: () => string): string =>
    once(name, () => `${make()}\n`)
      .toString()
      .trim()
  const seed = (): string => randomBytes(32).toString('base64')
  const privateKey = text('app.pem', newAppKey)
  const signingKey = text('worker.seed', seed)
  const operatorKey = text('operator.seed', seed)
  return {
    app: { privateKey, publicKey: publicKeyOf(privateKey) },
    webhookSecret: text('webhook.secret', () => randomBytes(32).toString('hex')),
    signingKey,
    operatorKey,
    root: new Uint8Array(once('1.root.json', () => newRoot(operatorKey, signingKey, now))),
    s3: {
      accessKeyId: text('s3.id', () => randomBytes(16).toString('hex')),
      secretAccessKey: text('s3.secret', () => randomBytes(32).toString('hex')),
    },
  }
}

const newAppKey = (): string =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey.trim()

const publicKeyOf = (privateKey: string): string =>
  createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()

const newRoot = (operatorKey: string, signingKey: string, now: Date): Uint8Array => {
  const operator = seedSigner(operatorKey)
  const root = makeRoot({
    version: 1,
    operators: [operator.publicKey],
    threshold: 1,
    worker: seedSigner(signingKey).publicKey,
    expires: new Date(now.getTime() + YEAR_MS),
  })
  return signRoot(root, operator)
}
