import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { SecretName } from '../../schema/wire/names.ts'
import { CommandError } from '../command-error.ts'
import { recipientsOf } from '../secret/recipients.ts'
import { writeSealed } from '../secret/seal-secret.ts'
import { type Sketch, sketchFolder } from '../secret/sketch-folder.ts'
import { note } from '../terminal.ts'
import { openAuthority } from './authority.ts'
import { certificatePath, issue, issuedCertificate, namesOf } from './issue.ts'
import { type KeyKind, makeKey, pemOf, spkiOf } from './key-kind.ts'
import { daysFrom, keyOption, type PlaceOptions, placeFrom, signingCommand } from './options.ts'
import { keyOfRequest } from './request.ts'

interface Options extends PlaceOptions {
  readonly dns?: readonly string[]
  readonly address?: readonly string[]
  readonly sealTo?: string
  readonly csr?: string
  readonly keyKind: KeyKind
  readonly days: string
}

/** Apple's devices refuse a server's certificate that lasts longer (support.apple.com/103769). */
const MOST_DAYS = 825

/** `cygnet pki issue`. */
export const issueCommand = (): Command =>
  signingCommand('issue', 'sign the certificate of a gateway that people dial in to')
    .argument('<name>', 'what clients dial; the file is pki/NAME.crt')
    .option('--dns <name...>', 'further DNS names')
    .option('--address <address...>', 'addresses under which clients may dial it too')
    .option('--seal-to <gateway>', 'make the key here, and seal it to this gateway')
    .option('--csr <file>', 'sign the key of a request that the gateway made: cygnet-runner csr')
    .addOption(keyOption())
    .option('--days <days>', 'how long it is good for', '730')
    .action(issueIt)

/** `cygnet pki renew`. */
export const renewCommand = (): Command =>
  signingCommand('renew', 'sign a certificate anew, for the same names and the same key')
    .argument('<name>', 'the file in pki/, without .crt')
    .option('--days <days>', 'how long it is good for', '730')
    .action(renewIt)

const issueIt = async (name: string, options: Options): Promise<void> => {
  if (!SecretName.safeParse(name).success)
    throw new CommandError('usage', 'no file can be called this', 'write the DNS name that clients dial')
  const { dir, csr, sealTo } = options
  if ((csr === undefined) === (sealTo === undefined))
    throw new CommandError(
      'usage',
      'nothing says where the key comes from',
      'write --seal-to GATEWAY, or --csr FILE with a request that the gateway made',
    )
  const place = placeFrom(options)
  const { dnsNames, addresses } = namesOf([name, ...(options.dns ?? []), ...(options.address ?? [])])
  const plan = { name, dnsNames, addresses, days: daysFrom(options.days, MOST_DAYS), now: new Date() }
  if (csr !== undefined) {
    const written = await issue(place, { ...plan, spki: await keyOfRequest(await textOf(csr)) })
    note(`written: ${written.join(', ')}`)
    return
  }
  await openAuthority(place)
  const sketch = await sketchFolder(dir)
  mustSuitClients(sketch, name, options.keyKind)
  const recipients = recipientsOf(sketch.topology, [sealTo ?? ''])
  const key = makeKey(options.keyKind)
  const value = new TextEncoder().encode(pemOf(key))
  const secret = { network: sketch.topology.network, name, holds: 'key', value, bits: 128 } as const
  // The key comes last: where nothing is issued, the key of the certificate before stays.
  const written = await issue(place, { ...plan, spki: spkiOf(key) })
  note(`written: ${[...written, await writeSealed(dir, secret, recipients)].join(', ')}`)
}

const renewIt = async (name: string, options: PlaceOptions & { readonly days: string }): Promise<void> => {
  if (!SecretName.safeParse(name).success)
    throw new CommandError(
      'usage',
      'no certificate is called this',
      'cygnet pki list shows those that there are',
    )
  const { spki, dnsNames, addresses } = await issuedCertificate(options.dir, name)
  const plan = { name, dnsNames, addresses, days: daysFrom(options.days, MOST_DAYS), now: new Date() }
  const written = await issue(placeFrom(options), { ...plan, spki: Uint8Array.from(spki) })
  note(`written: ${written.join(', ')}; the one before stays good until it ends`)
}

/** iOS set up by hand takes no ECDSA certificate from a server: it says "user authentication failed". */
const mustSuitClients = ({ topology }: Sketch, name: string, kind: KeyKind): void => {
  const access = topology.access.find(({ certificate }) => certificate.path === certificatePath(name))
  if (kind.startsWith('rsa') || access?.clients.includes('apple') !== true) return
  throw new CommandError(
    'usage',
    `an iPhone set up by hand would refuse ${kind}, and ${access.name} is for apple too`,
    'leave --key-kind out, or take apple out of clients',
  )
}

const textOf = (file: string): Promise<string> =>
  readFile(path.resolve(file), 'utf8').catch((cause: unknown) => {
    throw new CommandError('unreadable', `${file} cannot be read`, 'name a file that is there', cause)
  })
