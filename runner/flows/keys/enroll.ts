import { randomBytes } from 'node:crypto'
import * as z from 'zod/mini'
import { toBase64 } from '../../../schema/wire/base64.ts'
import { canonicalBytes } from '../../../schema/wire/canonical.ts'
import type { Enrolment, EnrolmentToken } from '../../../schema/wire/enrolment.ts'
import { LIMITS, rootPath } from '../../../schema/wire/repository.ts'
import type { RunnerConfig } from '../../core/config.ts'
import { ed25519PublicKey, x25519PublicKey } from '../../core/keys/curve25519.ts'
import { CONFIG, SEAL_KEY, SIGN_KEY, TRUST_ROOT } from '../../core/paths.ts'
import { trustAnchor } from '../../core/trust/anchor.ts'
import { visible } from '../../core/visible.ts'
import type { ControlPlane } from '../../ports/control-plane.ts'
import type { Disk } from '../../ports/disk.ts'
import type { Source } from '../../ports/source.ts'
import { readKey, writeKey } from './key-file.ts'

/** What enrolment needs; there is no gateway yet. */
export interface EnrollPorts {
  readonly disk: Disk
  readonly controlPlane: ControlPlane
  /** A source for a repository's address. */
  readonly sourceOf: (url: string) => Source
}

/** Enrolment stopped; the message says why and holds no secret. */
export class EnrollError extends Error {
  override readonly name = 'EnrollError'
}

/**
 * Joins the network that a token names: keys are made here and stay here, the first root is proven by the token, and the
 * public keys are posted. Existing keys are kept, so it can be repeated. Throws an `EnrollError` or a `TrustError`.
 */
export const enroll = async (ports: EnrollPorts, token: EnrolmentToken): Promise<Enrolment['keys']> => {
  const config = configOf(token)
  const root = await ports.sourceOf(config.source).get(rootPath(1), { bytes: LIMITS.root, seconds: 30 })
  if (root.kind !== 'found') throw new EnrollError(`${config.source} holds no ${rootPath(1)}`)
  const anchor = trustAnchor(root.bytes, token.root)
  const keys = await keysOf(ports.disk)
  const enrolment: Enrolment = { gateway: token.gateway, secret: token.secret, keys }
  const delivery = await ports.controlPlane.post(
    `${trimmed(token.url)}/enrolments`,
    canonicalBytes(enrolment),
  )
  if (delivery.kind !== 'taken')
    throw new EnrollError(`the control plane did not take the enrolment: ${spoken(delivery.words)}`)
  await ports.disk.write('keep the anchor of trust', TRUST_ROOT, anchor.bytes, 0o644)
  const text = `${JSON.stringify(config, undefined, 2)}\n`
  await ports.disk.write('keep the configuration', CONFIG, new TextEncoder().encode(text), 0o600)
  return keys
}

/** What a control plane refuses with, behind the number of its answer. */
const Refusal = z.object({ error: z.object({ code: z.string(), message: z.string(), hint: z.string() }) })

/** A refusal as a sentence; whatever else was answered as it is. */
const spoken = (words: string): string => {
  const [, body] = /^\d{3} (\{.*\})$/.exec(words) ?? []
  if (body === undefined) return words
  try {
    const { code, message, hint } = Refusal.parse(JSON.parse(body)).error
    return visible(`${code}: ${message}; ${hint}`)
  } catch {
    return words
  }
}

const trimmed = (url: string): string => url.replace(/\/+$/, '')

const configOf = ({ network, gateway, url }: EnrolmentToken): RunnerConfig => ({
  network,
  gateway,
  source: `${trimmed(url)}/repository`,
  reports: `${trimmed(url)}/reports`,
})

const keysOf = async (disk: Disk): Promise<Enrolment['keys']> => {
  const sign = ed25519PublicKey(await ownKey(disk, SIGN_KEY))
  const seal = x25519PublicKey(await ownKey(disk, SEAL_KEY))
  return { sign: toBase64(sign), seal: toBase64(seal) }
}

const ownKey = async (disk: Disk, path: string): Promise<Uint8Array> => {
  if ((await disk.read('look for a private key', path)) === undefined)
    await writeKey(disk, path, randomBytes(32))
  return await readKey(disk, path)
}
