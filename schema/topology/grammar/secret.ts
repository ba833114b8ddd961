import * as z from 'zod'
import { raise } from './fault.ts'
import { grammarFault, read, word } from './word.ts'

const SEALED = /^sealed\/([A-Za-z0-9][A-Za-z0-9._@-]{0,62})$/

/** The name in `sealed/<name>`: the file `secrets/<name>.json`. */
export const SealedSource = read(
  text => SEALED.exec(text)?.[1],
  () => ({
    code: 'wrong-value',
    message: 'this is not the name of a sealed secret',
    hint: 'write sealed/<name>, after cygnet secret seal <name> has made secrets/<name>.json',
  }),
  SEALED,
)

/** Where a tunnel's key comes from: `derived` by both gateways, or `sealed/<name>`. A secret itself never stands here. */
export const SecretSource = z
  .string()
  .transform((value, context): { kind: 'derived' } | { kind: 'sealed'; name: string } => {
    if (value === 'derived') return { kind: 'derived' }
    const name = SEALED.exec(value)?.[1]
    if (name !== undefined) return { kind: 'sealed', name }
    raise(context, {
      code: 'wrong-value',
      message: 'this is not where a secret comes from',
      hint: 'leave it out, or write secret: derived: both gateways then make the key themselves; for a peer write sealed/<name>',
    })
    return z.NEVER
  })
  .meta({ pattern: `^derived$|${SEALED.source}` })

/** A user of a client-to-site access: an EAP identity, part of section and file names. */
export const ClientName = word(
  /^[A-Za-z0-9][A-Za-z0-9._@-]{0,62}$/,
  grammarFault("a user's name", 'use a letter or digit, then up to 62 of A-Z, a-z, 0-9, ., _, @ and -'),
)

/** An IKE identity as the other side announces it (RFC 7296 §3.5): printable, without what any configuration syntax uses. */
export const Identity = word(/^[@A-Za-z0-9][A-Za-z0-9._:@=, /+*-]{0,126}$/, () => ({
  code: 'identity',
  message: 'no peer announces itself like this, or the configuration could not carry it',
  hint: 'write a name as "@office", an address as 203.0.113.9, or a mail address',
}))

/** What a gateway calls itself towards clients: a DNS name or an address, which its certificate must hold (RFC 5280 §4.2.1.6). */
export const HostIdentity = word(/^[A-Za-z0-9](?:[A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?$/, () => ({
  code: 'identity',
  message: 'clients look for a DNS name or an address in the certificate, and this is neither',
  hint: 'write it like ipsec.example.com or 203.0.113.4, without @',
}))

/** A public file of `pki/`. */
export const PkiPath = word(/^pki\/[A-Za-z0-9][A-Za-z0-9._-]{0,100}\.(?:crt|pem|cer)$/, () => ({
  code: 'pki-path',
  message: 'certificates lie in pki/, and nowhere else is looked for them',
  hint: 'write it like pki/ipsec.example.com.crt',
}))
