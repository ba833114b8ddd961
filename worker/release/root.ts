import type { Metadata, Root } from '@tufjs/models'
import {
  addSignature,
  type JsonObject,
  metadataBytes,
  models,
  signedRole,
  tufKey,
  tufTime,
} from './metadata.ts'
import { ReleaseError } from './release-error.ts'
import type { Signer } from './signer.ts'

/** What a root says: who may sign what, until when. */
export interface RootPlan {
  /** 1 for a new network, then plus one each time; gateways walk them one by one. */
  readonly version: number
  /** Public keys (32 bytes) of the operators, and how many of them it takes. */
  readonly operators: readonly Uint8Array[]
  readonly threshold: number
  /** Public key of the Worker: timestamp, snapshot, targets. */
  readonly worker: Uint8Array
  readonly expires: Date
}

/** An unsigned root: `docs/protocol.md` §4.1. Throws when the threshold cannot be met, or a key has two jobs. */
export const makeRoot = (plan: RootPlan): Uint8Array => {
  const operators = plan.operators.map(tufKey)
  const worker = tufKey(plan.worker)
  const ids = operators.map(key => key.keyid)
  if (new Set([...ids, worker.keyid]).size !== ids.length + 1)
    throw new ReleaseError('bad-root', 'operators and Worker must each have a key of their own')
  if (plan.threshold < 1 || plan.threshold > ids.length)
    throw new ReleaseError(
      'bad-root',
      `a threshold of ${plan.threshold} cannot be met by ${ids.length} operators`,
    )
  const online = { keyids: [worker.keyid], threshold: 1 }
  const fields: JsonObject = {
    version: plan.version,
    expires: tufTime(plan.expires),
    consistent_snapshot: true,
    keys: Object.fromEntries([...operators, worker].map(key => [key.keyid, key.json])),
    roles: {
      root: { keyids: ids, threshold: plan.threshold },
      timestamp: online,
      snapshot: online,
      targets: online,
    },
  }
  return signedRole('root', fields, [])
}

/** The same root with one more operator's signature. On a rotation old and new operators sign in turn. */
export const signRoot = (root: Uint8Array, signer: Signer): Uint8Array => {
  const metadata = readRoot(root)
  addSignature(metadata, signer)
  return metadataBytes(metadata)
}

/** Throws unless a threshold of the old root's operators and of its own signed the next one, version plus one. */
export const mustFollow = (before: Uint8Array | undefined, next: Uint8Array): void => {
  const after = readRoot(next)
  const expected = before ? readRoot(before).signed.version + 1 : 1
  if (after.signed.version !== expected)
    throw new ReleaseError(
      'bad-root',
      `root ${after.signed.version} stands where root ${expected} must follow`,
    )
  try {
    after.verifyDelegate('root', after)
    if (before) readRoot(before).verifyDelegate('root', after)
  } catch (cause) {
    throw new ReleaseError('bad-root', 'the root is not signed by enough operators', { cause })
  }
}

/** A root's own version number. Throws `bad-root` when the bytes are none. */
export const rootVersion = (root: Uint8Array): number => readRoot(root).signed.version

/** What a root says, to make the next one from. Throws `bad-root` when it does not say what `makeRoot` writes. */
export const planOf = (root: Uint8Array): RootPlan => {
  const { signed } = readRoot(root)
  const keysOf = (role: string): Uint8Array[] =>
    (signed.roles[role]?.keyIDs ?? []).map(id => Buffer.from(signed.keys[id]?.keyVal['public'] ?? '', 'hex'))
  const [worker] = keysOf('timestamp')
  if (!worker) throw new ReleaseError('bad-root', 'the root names no key for the timestamp')
  return {
    version: signed.version,
    operators: keysOf('root'),
    threshold: signed.roles['root']?.threshold ?? 1,
    worker,
    expires: new Date(signed.expires),
  }
}

const readRoot = (bytes: Uint8Array): Metadata<Root> => {
  try {
    const json: JsonObject = JSON.parse(new TextDecoder().decode(bytes))
    return models.root(json)
  } catch (cause) {
    throw new ReleaseError('bad-root', 'these bytes are no root metadata', { cause })
  }
}
