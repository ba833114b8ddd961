import { createHash, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import * as z from 'zod'
import { makeNetworkKeys } from '../../cli/init/network-keys.ts'
import { writeFileAtomically } from './atomic-file.ts'

const Kept = z.object({
  /** The GitHub App's RSA key: PEM, PKCS#8. */
  appKey: z.string(),
  webhookSecret: z.string(),
  /** Base64 of the Worker's Ed25519 seed. */
  signingKey: z.string(),
  /** What `cygnet init` would leave on the operator's laptop, PEM. */
  operatorKey: z.string(),
  /** metadata/1.root.json, signed by the operator; base64. */
  root: z.base64(),
  s3: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
})

/** Everything secret or signed that a network starts with. */
export interface Anchor extends Omit<z.infer<typeof Kept>, 'root'> {
  /** The App's public key: PEM, SPKI. */
  readonly appPublicKey: string
  /** By which the App asks who logs in. */
  readonly clientSecret: string
  readonly root: Uint8Array
}

/** Reads a network's anchor from a folder, or makes it there: one file, for its owner's eyes only. */
export const openAnchor = (folder: string, now: Date): Anchor => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = path.join(folder, 'anchor.json')
  if (!existsSync(file)) writeFileAtomically(file, `${JSON.stringify(newAnchor(now), null, 2)}\n`, 0o600)
  const { root, ...kept } = Kept.parse(JSON.parse(readFileSync(file, 'utf8')))
  const appPublicKey = createPublicKey(kept.appKey).export({ type: 'spki', format: 'pem' }).toString()
  // Follows from another one: folders of before it have it, too.
  const clientSecret = createHash('sha256').update(`client ${kept.webhookSecret}`).digest('hex')
  return { ...kept, appPublicKey, clientSecret, root: new Uint8Array(Buffer.from(root, 'base64')) }
}

const newAnchor = (now: Date): z.infer<typeof Kept> => {
  const { operatorKeys, workerSeed, rootBytes } = makeNetworkKeys({ operators: 1, threshold: 1, now })
  const [operatorKey = ''] = operatorKeys
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  return {
    appKey: privateKey,
    webhookSecret: randomBytes(32).toString('hex'),
    signingKey: workerSeed,
    operatorKey,
    root: Buffer.from(rootBytes).toString('base64'),
    s3: { accessKeyId: randomBytes(16).toString('hex'), secretAccessKey: randomBytes(32).toString('hex') },
  }
}
