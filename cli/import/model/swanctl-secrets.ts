import { type SecretLine, secretBytes } from '../syntax/secret-line.ts'
import type { WholeSettings } from '../syntax/settings-references.ts'

const KINDS: readonly (readonly [RegExp, SecretLine['kind']])[] = [
  [/^ike/, 'psk'],
  [/^(?:eap|xauth)/, 'password'],
  [/^ntlm/, 'nt-hash'],
  [/^(?:private|rsa|ecdsa|pkcs8)/, 'key'],
]

/** The secrets of swanctl.conf. A key is the path of its file, which lies in a folder of its kind. */
export const swanctlSecrets = (secrets: WholeSettings | undefined): SecretLine[] =>
  [...(secrets?.sections.values() ?? [])].flatMap(({ name, values }): SecretLine[] => {
    const kind = KINDS.find(([pattern]) => pattern.test(name.text))?.[1]
    const word = values.get(kind === 'key' ? 'file' : 'secret')
    if (kind === undefined || word === undefined) return []
    const owners = [...values].filter(([key]) => key === 'id' || key.startsWith('id-') || /^id\d/.test(key))
    const value = kind === 'key' ? `/etc/swanctl/private/${word.text}` : word.text
    return [{ kind, owners: owners.map(([, id]) => id.text), value: secretBytes(value), place: word.place }]
  })
