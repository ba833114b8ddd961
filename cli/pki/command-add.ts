import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { SecretName } from '../../schema/wire/names.ts'
import { CommandError } from '../command-error.ts'
import { readSecret } from '../secret/read-secret.ts'
import { recipientsOf } from '../secret/recipients.ts'
import { writeSealed } from '../secret/seal-secret.ts'
import { sketchFolder } from '../secret/sketch-folder.ts'
import { note } from '../terminal.ts'
import { faultsOf, matchingKey } from './adopt.ts'
import { AUTHORITY_CERTIFICATE } from './authority.ts'
import { certificatePath } from './issue.ts'
import { pemOf } from './key-kind.ts'
import { placeFrom, subcommand } from './options.ts'
import { putFile } from './register.ts'

interface Options {
  readonly dir: string
  readonly name?: string
  readonly authority?: string
  readonly key?: string
  readonly sealTo?: string
}

/** `cygnet pki add`. */
export const addCommand = (): Command =>
  subcommand('add', 'take a certificate that was made elsewhere, and check it')
    .argument('<file>', 'the certificate as PEM')
    .option('--name <name>', "the file in pki/, without .crt (default: the file's own name)")
    .option('--authority <file>', 'who signed it, when that is not pki/ca.crt: becomes pki/NAME-ca.crt')
    .option('--key <file>', 'its private key, or - for standard input; only ever written sealed')
    .option('--seal-to <gateway>', 'the gateway that gets the key')
    .action(addIt)

const addIt = async (file: string, options: Options): Promise<void> => {
  const { dir } = options
  const name = options.name ?? path.basename(file).replace(/\.(?:crt|pem|cer)$/, '')
  if (!SecretName.safeParse(name).success)
    throw new CommandError('usage', 'no file in pki/ can be called this', 'name it with --name')
  if ((options.key === undefined) !== (options.sealTo === undefined))
    throw new CommandError('usage', 'a key goes to a gateway', 'write both --key FILE and --seal-to GATEWAY')
  const certificate = await textOf(file)
  const authority = await textOf(options.authority ?? path.join(dir, AUTHORITY_CERTIFICATE))
  const faults = faultsOf({ certificate, authority, now: new Date() })
  if (faults.length > 0)
    throw new CommandError(
      'problems',
      `${file} is of no use to clients: ${faults.join('; ')}`,
      'have it made again; cygnet pki issue makes one that fits',
    )
  const sealed = await sealKey(name, certificate, options)
  const files = [[certificatePath(name), certificate]]
  if (options.authority !== undefined) files.push([`pki/${name}-ca.crt`, authority])
  const written = await Promise.all(files.map(([to = '', pem = '']) => putFile(dir, to, onlyBlock(pem))))
  note(`written: ${[...sealed, ...written].join(', ')}`)
}

const sealKey = async (name: string, certificate: string, options: Options): Promise<string[]> => {
  const { dir, key: file, sealTo } = options
  if (file === undefined || sealTo === undefined) return []
  const key = matchingKey(await readSecret(file), certificate, placeFrom({ dir }).passphrase)
  const { topology } = await sketchFolder(dir)
  const value = new TextEncoder().encode(pemOf(key))
  const secret = { network: topology.network, name, holds: 'key', value, bits: 128 } as const
  return [await writeSealed(dir, secret, recipientsOf(topology, [sealTo]))]
}

/** The first certificate alone: what else the file says (a private key, even) does not go to Git. */
const onlyBlock = (pem: string): string =>
  `${/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(pem)?.[0].replaceAll('\r', '') ?? ''}\n`

const textOf = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandError('unreadable', `${file} cannot be read`, 'name a file that is there', cause)
  })
