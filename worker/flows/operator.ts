import { ControlError } from '../control-error.ts'
import { PERMISSIONS, type Permission } from '../ports/forge.ts'
import type { Ports } from '../ports/ports.ts'

/** Whose token this is. Throws a `ControlError`; the token is in none of its words. */
export const operatorOf = async ({ people }: Pick<Ports, 'people'>, token: string): Promise<string> => {
  const login = token === '' ? undefined : await people.ownerOf(token)
  if (login === undefined) {
    throw new ControlError(
      'unknown-operator',
      'the token is nobody’s',
      'set CYGNET_TOKEN to a GitHub token of yours',
    )
  }
  return login
}

/** The same, where it takes a permission on the repository. */
export const operatorWith = async (
  ports: Pick<Ports, 'people'>,
  token: string,
  wanted: Permission,
): Promise<string> => {
  const login = await operatorOf(ports, token)
  const has = await ports.people.permissionOf(login)
  if (PERMISSIONS.indexOf(has) < PERMISSIONS.indexOf(wanted)) {
    throw new ControlError(
      'may-not',
      `this takes the permission ${wanted}, yours is ${has}`,
      'ask somebody who has it',
    )
  }
  return login
}
