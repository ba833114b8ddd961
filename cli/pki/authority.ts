import type { KeyObject } from 'node:crypto'
import { access, readFile } from 'node:fs/promises'
import path from 'node:path'
import { type Certificate, readCertificate } from '../../schema/topology/beside/certificate.ts'
import { CommandError } from '../command-error.ts'
import { ignoreInGit } from '../init/git-ignore.ts'
import { AUTHORITY_KEY, loadAuthorityKey, saveAuthorityKey } from './authority-key.ts'
import { type KeyKind, makeKey, spkiOf } from './key-kind.ts'
import { makeAuthority } from './make-certificate.ts'
import { makeRevocationList } from './make-revocation-list.ts'
import { putFile, REGISTER, type Register, registerText } from './register.ts'

export const AUTHORITY_CERTIFICATE = 'pki/ca.crt'
const REVOCATION_LIST = 'pki/ca.crl'

/** Where the authority is: its public files below the folder, its private key wherever it is kept. */
export interface Place {
  readonly folder: string
  readonly keyFile: string | undefined
  readonly passphrase: string | undefined
}

/** The authority with its private key at hand. */
export interface Authority {
  /** PEM. */
  readonly pem: string
  readonly certificate: Certificate
  readonly key: KeyObject
}

export interface NewAuthority {
  readonly name: string
  readonly kind: KeyKind
  readonly days: number
  readonly revocationList: string | undefined
  /** How long its revocation lists are good for. */
  readonly listDays: number
  readonly now: Date
}

/** Begins a private authority; its key goes to a file (0600) that Git ignores. Throws a CommandError. Returns what was written. */
export const beginAuthority = async (place: Place, plan: NewAuthority): Promise<string[]> => {
  const { folder } = place
  if (await exists(path.join(folder, AUTHORITY_CERTIFICATE)))
    throw new CommandError(
      'usage',
      `${path.join(folder, AUTHORITY_CERTIFICATE)} is there already: clients trust it`,
      'issue from it, or begin another one in another folder',
    )
  const key = makeKey(plan.kind)
  const pem = await makeAuthority({ name: plan.name, key, days: plan.days, now: plan.now })
  const register: Register = {
    cygnet: 1,
    ...(plan.revocationList === undefined ? {} : { 'revocation-list': plan.revocationList }),
    list: 0,
    certificates: [],
  }
  await ignoreInGit(folder, '/.cygnet/')
  const keyFile = keyFileOf(place)
  await saveAuthorityKey(keyFile, key, place.passphrase)
  const written = await putFile(folder, AUTHORITY_CERTIFICATE, pem)
  const authority = await openAuthority(place)
  return [keyFile, written, ...(await writeRevocations(folder, authority, register, plan.listDays, plan.now))]
}

/** The authority, opened with its private key. Throws a CommandError when one of the two is not there, or they do not belong together. */
export const openAuthority = async (place: Place): Promise<Authority> => {
  const { pem, certificate } = await authorityIn(place.folder)
  const key = await loadAuthorityKey(keyFileOf(place), place.passphrase)
  if (Buffer.compare(certificate.spki, spkiOf(key)) !== 0)
    throw new CommandError(
      'unreadable',
      `the key in ${keyFileOf(place)} is not the one of ${AUTHORITY_CERTIFICATE}`,
      'name the right one with --key-file',
    )
  return { pem, certificate, key }
}

/** The authority's public half. Throws a CommandError. */
const authorityIn = async (folder: string): Promise<{ pem: string; certificate: Certificate }> => {
  const pem = await readFile(path.join(folder, AUTHORITY_CERTIFICATE), 'utf8').catch(() => '')
  const certificate = readCertificate(pem)
  if (certificate?.isAuthority === true) return { pem, certificate }
  throw new CommandError(
    'usage',
    `there is no authority in ${folder}: ${AUTHORITY_CERTIFICATE} is missing or is none`,
    'begin one with cygnet pki init',
  )
}

/** Writes the next revocation list, then the register that knows its number. Returns their paths. */
export const writeRevocations = async (
  folder: string,
  { pem, key }: Authority,
  register: Register,
  days: number,
  now: Date,
): Promise<string[]> => {
  const number = register.list + 1
  const revoked = register.certificates.flatMap(({ serial, revoked: end }) =>
    end === undefined ? [] : { serial, at: new Date(end.at), reason: end.reason },
  )
  const list = await makeRevocationList({ authority: pem, key, number, revoked, days, now })
  return [
    await putFile(folder, REVOCATION_LIST, list),
    await putFile(folder, REGISTER, registerText({ ...register, list: number })),
  ]
}

const keyFileOf = ({ folder, keyFile }: Place): string => keyFile ?? path.join(folder, AUTHORITY_KEY)

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )
