import { type CredentialKind, credentialKind, credentialsOf } from '../../core/ipsec/credentials.ts'
import { section, type ViciClient } from './client.ts'
import { ViciError } from './vici-error.ts'

const LOAD: Readonly<Record<CredentialKind, readonly [string, Readonly<Record<string, string>>]>> = {
  certificate: ['load-cert', { type: 'X509', flag: 'NONE' }],
  authority: ['load-cert', { type: 'X509', flag: 'CA' }],
  'revocation-list': ['load-cert', { type: 'X509_CRL' }],
  key: ['load-key', { type: 'any' }],
}

/** Loads certificates, authorities, lists and keys; those that charon has already stay as they are. */
export const loadCredentials = async (
  charon: ViciClient,
  files: ReadonlyMap<string, string>,
): Promise<void> => {
  for (const [path, data] of files) {
    const [command, how] = LOAD[credentialKind(path)]
    await charon.request(command, section({ ...how, data }))
  }
}

/**
 * Makes charon forget private keys that are gone. Certificates it keeps until it stops (vici unloads all of them or none,
 * those of others too); without its key, an own one is worth nothing.
 */
export const forgetKeys = async (
  charon: ViciClient,
  from: ReadonlyMap<string, string>,
  to: ReadonlyMap<string, string>,
): Promise<void> => {
  const kept = new Set(credentialsOf(to, 'key'))
  for (const data of credentialsOf(from, 'key')) {
    if (kept.has(data)) continue
    // charon names a key when it takes it; taking one that it has changes nothing.
    const id = (await charon.request('load-key', section({ type: 'any', data }))).get('id')
    if (typeof id === 'string') await unlessGone(charon.request('unload-key', section({ id })))
  }
}

/** What was refused because it is not there any more is as it should be. */
export const unlessGone = async (task: Promise<unknown>): Promise<void> => {
  try {
    await task
  } catch (error) {
    if (!(error instanceof ViciError) || error.code !== 'refused') throw error
  }
}
