import { readFile } from 'node:fs/promises'
import path from 'node:path'
import * as z from 'zod'
import { CommandError } from '../command-error.ts'
import { jsonIn } from '../json-in.ts'
import { replaceFile } from '../replace-file.ts'

const Day = z.iso.datetime()

const Entry = z.strictObject({
  /** The file in `pki/`, without `.crt`. */
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,100}$/),
  /** Hex, as certificates and revocation lists have it. */
  serial: z.string().regex(/^[0-9a-f]{2,40}$/),
  /** DNS names and addresses. */
  names: z.array(z.string().max(253)).max(64),
  until: Day,
  revoked: z
    .strictObject({
      at: Day,
      reason: z.enum(['unspecified', 'key-compromise', 'superseded', 'cessation-of-operation']),
    })
    .optional(),
})

/** `pki/issued.json`: what the authority ever signed, also what was replaced since and could still be shown to a client. */
const Register = z.strictObject({
  cygnet: z.literal(1),
  /** Where clients fetch the revocation list; in every certificate that is issued. */
  'revocation-list': z.url({ protocol: /^https?$/ }).optional(),
  /** The number of the last revocation list. */
  list: z.int().min(0),
  certificates: z.array(Entry).max(10_000),
})

export type Register = z.infer<typeof Register>
export type Issued = z.infer<typeof Entry>

/** The register of a folder. Throws a CommandError when there is none: the authority was not begun here. */
export const readRegister = async (folder: string): Promise<Register> => {
  const file = path.join(folder, REGISTER)
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined)
    throw new CommandError(
      'usage',
      `there is no authority in ${folder}: ${REGISTER} is missing`,
      'begin one with cygnet pki init',
    )
  const read = Register.safeParse(jsonIn(text))
  if (read.success) return read.data
  throw new CommandError('unreadable', `${file} is damaged`, 'take the last good one from Git')
}

export const REGISTER = 'pki/issued.json'

/** The register's text, one certificate after the other in the order in which they were issued. */
export const registerText = (register: Register): string => `${JSON.stringify(register, null, 2)}\n`

/** Writes a public file below the folder, whole or not at all. Throws a CommandError. Returns its path. */
export const putFile = async (folder: string, name: string, text: string): Promise<string> => {
  const target = path.join(folder, name)
  await replaceFile(target, text)
  return target
}
