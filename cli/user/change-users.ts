import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Access } from '../../schema/topology/access.ts'
import { contains, formatAddress, formatCidr, hostOf, parseAddress } from '../../schema/topology/address.ts'
import { withoutUser, withUser } from '../../schema/topology/edit-users.ts'
import { ClientName } from '../../schema/topology/grammar/secret.ts'
import type { Topology } from '../../schema/topology/topology.ts'
import { CommandError } from '../command-error.ts'
import { recipientsOf } from '../secret/recipients.ts'
import { writeSealed } from '../secret/seal-secret.ts'
import type { Sketch } from '../secret/sketch-folder.ts'
import { freeAddress } from './free-address.ts'
import type { Password } from './password.ts'

/** The access that is meant: the one of that name, or the only one there is. Throws a CommandError. */
export const accessOf = ({ access }: Topology, name: string | undefined): Access => {
  const found = name === undefined ? access : access.filter(one => one.name === name)
  const [only] = found
  if (only !== undefined && found.length === 1) return only
  throw new CommandError(
    'usage',
    name === undefined
      ? `the topology has ${access.length === 0 ? 'no access' : 'several accesses'}`
      : `the topology has no access ${name}`,
    access.length === 0
      ? 'add one below access:'
      : `write --access, one of ${access.map(one => one.name).join(', ')}`,
  )
}

/** Adds a user to the text and seals the password's hash to the gateway. Throws a CommandError before anything is written. */
export const addUser = async (
  folder: string,
  { files, topology }: Sketch,
  access: Access,
  name: string,
  wanted: string | undefined,
  password: Password,
): Promise<{ address: string; written: string[] }> => {
  if (!ClientName.safeParse(name).success)
    throw new CommandError(
      'usage',
      'this cannot be the name of a user',
      'use a letter or digit, then letters, digits, ., _, @ and -',
    )
  if (topology.access.some(({ users }) => users.some(user => user.name === name)))
    throw new CommandError(
      'usage',
      `there is a user ${name} already`,
      `run cygnet user rotate ${name} for a new password`,
    )
  const recipients = recipientsOf(topology, [access.gateway])
  const address = addressFor(topology, access, wanted)
  const edited = editedFile(files, text => withUser(text, access.name, name, address))
  const sealed = await sealPassword(folder, topology, name, password, recipients)
  await writeFile(edited.file, edited.text)
  return { address, written: [edited.file, sealed] }
}

/** Takes a user out of the text, and the sealed secret away. The plan says that whoever is connected is cut off. */
export const removeUser = async (
  folder: string,
  { files, topology }: Sketch,
  name: string,
): Promise<string[]> => {
  const access = accessWith(topology, name)
  const secret = access.users.find(user => user.name === name)?.secret ?? name
  const edited = editedFile(files, text => withoutUser(text, access.name, name))
  await writeFile(edited.file, edited.text)
  const sealed = path.join(folder, 'secrets', `${secret}.json`)
  await rm(sealed, { force: true })
  return [edited.file, sealed]
}

/** A new password for a user that is there. */
export const rotateUser = async (
  folder: string,
  { topology }: Sketch,
  name: string,
  password: Password,
): Promise<string[]> => {
  const access = accessWith(topology, name)
  const secret = access.users.find(user => user.name === name)?.secret ?? name
  return [await sealPassword(folder, topology, secret, password, recipientsOf(topology, [access.gateway]))]
}

const sealPassword = (
  folder: string,
  { network }: Topology,
  name: string,
  { hash, bits }: Password,
  recipients: ReadonlyMap<string, string>,
): Promise<string> => writeSealed(folder, { network, name, holds: 'nt-hash', value: hash, bits }, recipients)

const accessWith = ({ access }: Topology, name: string): Access => {
  const found = access.find(({ users }) => users.some(user => user.name === name))
  if (found !== undefined) return found
  throw new CommandError(
    'usage',
    `there is no user ${name}`,
    `there are ${access.flatMap(({ users }) => users.map(user => user.name)).join(', ') || 'none'}`,
  )
}

const addressFor = ({ access }: Topology, { name, pool }: Access, wanted: string | undefined): string => {
  const taken = new Set(access.flatMap(({ users }) => users.map(user => user.address)))
  const parsed = wanted === undefined ? undefined : parseAddress(wanted)
  if (wanted !== undefined && parsed === undefined)
    throw new CommandError('usage', `${wanted} is not an address`, 'write it like 10.0.255.100')
  const address = parsed ? formatAddress({ address: parsed }) : pool && freeAddress(pool, taken)
  if (address === undefined)
    throw new CommandError(
      'usage',
      `nothing says which address the user gets`,
      'write --address, or a pool: in the access',
    )
  if (taken.has(address))
    throw new CommandError('usage', `${address} is somebody else's already`, 'choose another one')
  if (parsed && pool && !contains(pool, hostOf({ address: parsed })))
    throw new CommandError(
      'usage',
      `${address} lies outside ${formatCidr(pool)}, the pool of ${name}`,
      'choose one inside, or write pool: in the access',
    )
  return address
}

const editedFile = (
  files: Sketch['files'],
  edit: (text: string) => string | undefined,
): { file: string; text: string } => {
  for (const [file, text] of files) {
    const edited = file.endsWith('.yaml') ? edit(text) : undefined
    if (edited !== undefined) return { file, text: edited }
  }
  throw new CommandError(
    'problems',
    'the text of the access is written in a way that only a person can change',
    'edit users: by hand',
  )
}
