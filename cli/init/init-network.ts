import { access, chmod, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { jsonSchemaText } from '../../schema/topology/language/json-schema.ts'
import type { Name } from '../../schema/wire/names.ts'
import { CommandError } from '../command-error.ts'
import { ignoreInGit } from './git-ignore.ts'
import { makeNetworkKeys, type NetworkKeys } from './network-keys.ts'
import { SCHEMA_FILE, starterTopology } from './starter-topology.ts'

export interface NewNetwork {
  /** The repository's folder; made when it is not there. */
  readonly folder: string
  readonly network: Name
  /** Default 1. */
  readonly operators?: number
  /** Default: all operators but one, and at least one. */
  readonly threshold?: number
  readonly now?: Date
}

/** What was made, and where it lies. The keys are secrets: never print them. */
export interface MadeNetwork extends NetworkKeys {
  readonly threshold: number
  /** From the folder, in the order in which they were written. */
  readonly files: readonly string[]
}

/**
 * Begins a network: private keys below `.cygnet/keys` (0600, kept out of Git), the public `trust/1.root.json`, and a
 * `topology.yaml` with its JSON Schema where there are none. Throws a `CommandError` and writes nothing when there are keys or a root already.
 */
export const initNetwork = async (plan: NewNetwork): Promise<MadeNetwork> => {
  const { folder, network, operators = 1, now = new Date() } = plan
  const threshold = plan.threshold ?? Math.max(1, operators - 1)
  await refuseIfBegun(folder)
  const keys = makeNetworkKeys({ operators, threshold, now })
  await ignoreInGit(folder, '/.cygnet/')
  const secrets = keys.operatorKeys.map((pem, at): [string, string] => [`operator-${at + 1}.pem`, pem])
  const files = [
    ...(await writeSecrets(folder, [...secrets, ['worker.seed', `${keys.workerSeed}\n`]])),
    await write(folder, 'trust/1.root.json', keys.rootBytes),
    ...((await exists(path.join(folder, 'topology.yaml'))) || (await exists(path.join(folder, 'topology')))
      ? []
      : [await write(folder, 'topology.yaml', starterTopology(network))]),
    ...((await exists(path.join(folder, SCHEMA_FILE)))
      ? []
      : [await write(folder, SCHEMA_FILE, jsonSchemaText())]),
  ]
  return { ...keys, threshold, files }
}

const KEYS = '.cygnet/keys'

const refuseIfBegun = async (folder: string): Promise<void> => {
  for (const present of [KEYS, 'trust/1.root.json'])
    if (await exists(path.join(folder, present)))
      throw new CommandError(
        'unwritable',
        `${path.join(folder, present)} is there already, and keys are never overwritten`,
        'run cygnet init in another folder; to replace keys, follow infra/worker/keys/playbook.md',
      )
}

const writeSecrets = async (
  folder: string,
  secrets: readonly (readonly [string, string])[],
): Promise<string[]> => {
  const keys = path.join(folder, KEYS)
  await mkdir(keys, { recursive: true, mode: 0o700 })
  await chmod(keys, 0o700)
  const written: string[] = []
  for (const [name, text] of secrets) {
    await writeFile(path.join(keys, name), text, { flag: 'wx', mode: 0o600, flush: true })
    written.push(`${KEYS}/${name}`)
  }
  return written
}

const write = async (folder: string, name: string, content: string | Uint8Array): Promise<string> => {
  await mkdir(path.dirname(path.join(folder, name)), { recursive: true })
  await writeFile(path.join(folder, name), content, { flag: 'wx' })
  return name
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )
