import type { Connection } from '../model/connection.ts'
import type { SecretLine } from '../syntax/secret-line.ts'

/**
 * The pre-shared key that strongSwan would sign with: all its owners are ends of the connection, the more of them the better, and of
 * equally good ones the last.
 */
export const keyFor = (
  { local, remote }: Connection,
  secrets: readonly SecretLine[],
): SecretLine | undefined => {
  const ours = namesOf(local)
  const theirs = namesOf(remote)
  let best: { readonly secret: SecretLine; readonly score: number } | undefined
  for (const secret of secrets.filter(({ kind }) => kind === 'psk')) {
    const owners = secret.owners.map(plainId).filter(owner => !owner.startsWith('%any'))
    const score =
      (owners.some(owner => ours.has(owner)) ? 1 : 0) + (owners.some(owner => theirs.has(owner)) ? 2 : 0)
    if (owners.length > 0 && score < 2) continue
    if (best === undefined || score >= best.score) best = { secret, score }
  }
  return best?.secret
}

const namesOf = ({ addresses, id }: Connection['local']): Set<string> =>
  new Set([...addresses.map(({ text }) => text), ...(id === undefined ? [] : [plainId(id.text)])])

/** An identity without the sign that says that it is a name. */
export const plainId = (id: string): string => id.replace(/^@(?!#)/, '')
