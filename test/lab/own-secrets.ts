import type { Vault } from '../../infra/lab/vault.ts'
import { asStrongswanSecret, deriveTunnelKey } from '../../runner/core/keys/tunnel-key.ts'
import { open } from '../../schema/wire/sealed.ts'
import { REFERENCE_KEYS } from '../fixtures/reference.ts'

const keysOf = (gateway: string) => {
  const keys = new Map(Object.entries(REFERENCE_KEYS)).get(gateway)
  if (keys === undefined) throw new Error(`${gateway} has no keys in tests`)
  return keys
}

/**
 * What the gateways of the reference network open with their own keys, which tests know; people type what
 * `cygnet user add` printed for them.
 */
export const ownSecrets = (network: string, passwords: ReadonlyMap<string, string>): Vault => ({
  secret: (gateway, secret) => {
    const { secretKey } = keysOf(gateway).seal
    if (secret.kind === 'derived') return asStrongswanSecret(deriveTunnelKey(secretKey, network, secret))
    if (secret.kind === 'held') throw new Error('no gateway of this test holds a key')
    const value = open(secretKey, { network, name: secret.name, holds: secret.holds }, secret.box)
    return secret.holds === 'key' ? Buffer.from(value).toString('utf8') : asStrongswanSecret(value)
  },
  psk: name => {
    throw new Error(`no peer of this test knows ${name}`)
  },
  password: user => passwords.get(user) ?? '',
  credential: (_path, compiled) => compiled,
  authority: access => access.authority?.pem ?? '',
})
