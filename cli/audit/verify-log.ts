import { createPublicKey, verify } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import * as z from 'zod'
import { ChainError, EMPTY, followed, type Head, mustReach, type Witness } from '../../schema/audit-chain.ts'
import { Digest, Name } from '../../schema/wire/names.ts'
import { planOf } from '../../worker/release/root.ts'
import { CommandError } from '../command-error.ts'
import type { ControlPlane } from '../control-plane.ts'
import { jsonIn } from '../json-in.ts'
import { pagesOf } from './read-log.ts'

const Noted = z.object({ network: Name, number: z.number().int().nonnegative(), hash: Digest })
/** What was seen of a network's log the last time. */
export type Noted = z.infer<typeof Noted>

/**
 * Walks the whole log from its first entry, holds it against what was noted before, and answers its head. Throws a
 * `CommandError` that says where it breaks.
 */
export const verifyLog = async (plane: Pick<ControlPlane, 'audit'>, witness: Witness): Promise<Head> => {
  let head: Head = EMPTY
  try {
    for await (const page of pagesOf(plane, 0)) head = followed(head, page, witness)
    mustReach(head, witness.noted)
    return head
  } catch (cause) {
    if (!(cause instanceof ChainError)) throw cause
    throw new CommandError(
      'problems',
      `${cause.code}: ${cause.message}`,
      `up to entry ${cause.number - 1} it is whole: infra/worker/keys/playbook.md says what to do (the audit log was tampered with)`,
      cause,
    )
  }
}

/** Every key that the Worker ever had, by the roots in a repository's `trust/`. Throws a `CommandError` without one. */
export const workerKeys = async (folder: string): Promise<Witness['signed']> => {
  const names = await readdir(folder).catch((): string[] => [])
  const roots = names.filter(name => /^\d+\.root\.json$/.test(name))
  const keys = await Promise.all(
    roots.map(async name => planOf(await readFile(path.join(folder, name))).worker),
  )
  if (keys.length === 0)
    throw new CommandError(
      'unreadable',
      `${folder} holds no root, so nobody knows the Worker's key`,
      'run this in the repository, or name its folder with --trust',
    )
  const distinct = new Map(keys.map(key => [Buffer.from(key).toString('base64url'), key]))
  const objects = [...distinct.keys()].map(x =>
    createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } }),
  )
  return (bytes, signature) => objects.some(key => verify(null, bytes, key, Buffer.from(signature, 'base64')))
}

/** What was noted in a file; undefined when there is none yet. Throws a `CommandError` when it is of another network. */
export const notedIn = async (file: string, network: string): Promise<Noted | undefined> => {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw unreadable(file, error)
  })
  if (text === undefined) return undefined
  const noted = Noted.safeParse(jsonIn(text))
  if (!noted.success) throw unreadable(file, noted.error)
  if (noted.data.network === network) return noted.data
  throw new CommandError(
    'usage',
    `${file} was noted of ${noted.data.network}, not of ${network}`,
    'give each network a file of its own with --from',
  )
}

const unreadable = (file: string, cause: unknown): CommandError =>
  new CommandError(
    'unreadable',
    `${file} is not what cygnet audit verify notes`,
    'fetch it from a backup; without it a log that was rewritten as a whole looks whole',
    cause,
  )
