import { operatorKeys } from '../../../schema/operator-keys.ts'
import { REQUEST_WINDOW, requestBytes } from '../../../schema/operator-request.ts'
import { fromBase64 } from '../../../schema/wire/base64.ts'
import { verifies } from '../../../schema/wire/ed25519.ts'
import { ControlError } from '../../control-error.ts'
import type { Credential } from '../../ports/credential.ts'
import { PERMISSIONS, type Permission } from '../../ports/forge.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Person } from '../../rollout/person.ts'
import { isSaid } from './refusals.ts'

type Doors = Pick<Ports, 'people' | 'network' | 'address' | 'operatorKeys' | 'ledger' | 'clock'>

/** Who asks: by a token that GitHub knows, or by a key of `OPERATOR_KEYS`. Throws a `ControlError` without a secret in it. */
export const operatorOf = (ports: Doors, credential: Credential): Promise<Person> | Person =>
  credential.kind === 'token' ? ownerOf(ports, credential.token) : signerOf(ports, credential)

const ownerOf = async ({ people }: Doors, token: string): Promise<Person> => {
  const person = token === '' ? undefined : await people.ownerOf(token)
  if (person !== undefined) return person
  throw new ControlError(
    'unknown-operator',
    'the token is nobody’s',
    'set CYGNET_TOKEN to a GitHub token of yours',
  )
}

/** `docs/protocol.md` §12, in its order: a request that is refused has not used its nonce up. */
const signerOf = (ports: Doors, { proof, method, path, body }: Credential & { kind: 'key' }): Person => {
  const { key, at, nonce, signature } = proof
  const login = keysOf(ports).get(key)
  if (login === undefined)
    throw new ControlError(
      'unknown-operator',
      'this key speaks for nobody here',
      'put what cygnet operator key printed into OPERATOR_KEYS of the control plane',
    )
  const now = ports.clock.now().getTime()
  if (Math.abs(now - at) > REQUEST_WINDOW)
    throw new ControlError(
      'bad-time',
      `the request was signed at another time than ${new Date(now).toISOString()}`,
      'set the clock of your machine right',
    )
  const { network, address } = ports
  const { host } = new URL(address)
  const signed = requestBytes({ host, network, method, path, body, at, nonce })
  if (!verifies(signed, fromBase64(signature), fromBase64(key)))
    throw new ControlError(
      'bad-signature',
      'the key did not sign this request',
      `the control plane is ${address}: ask it by this address`,
    )
  if (!ports.ledger.onlyOnce(`${key} ${nonce}`, now, at + REQUEST_WINDOW))
    throw new ControlError('replayed', 'this very request was taken before', 'sign a new one')
  return { login }
}

const keysOf = ({ operatorKeys: text }: Doors): ReadonlyMap<string, string> => {
  const keys = operatorKeys(text)
  if (keys !== undefined) return keys
  throw new ControlError(
    'not-ready',
    'OPERATOR_KEYS of the control plane is not a list of logins and keys',
    'write it as cygnet operator key prints it, with commas between',
  )
}

/**
 * The same, where it takes a permission on the repository: looked up for the person, however they showed who they are. A refusal to
 * somebody who has any is written down; strangers could fill the log.
 */
export const operatorWith = async (
  ports: Doors,
  credential: Credential,
  wanted: Permission,
  what: string,
): Promise<Person> => {
  const { person, permission: has } = await ports.people.find(await operatorOf(ports, credential))
  if (PERMISSIONS.indexOf(has) >= PERMISSIONS.indexOf(wanted)) return person
  if (has !== 'none') {
    const at = ports.clock.now().getTime()
    const refusal = {
      at,
      who: person.login,
      what: 'refused',
      detail: { what, wanted, has, whoId: person.id },
    }
    if (!isSaid(ports.ledger, has, refusal)) ports.ledger.audit.append(refusal)
  }
  throw new ControlError(
    'may-not',
    `this takes the permission ${wanted}, yours is ${has}`,
    'ask somebody who has it',
  )
}
