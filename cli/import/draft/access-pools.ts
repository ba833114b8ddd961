import ip from 'ipaddr.js'
import type { Problem } from '../../../schema/problem.ts'
import {
  bitsOf,
  type Cidr,
  formatAddress,
  formatCidr,
  parseAddress,
} from '../../../schema/topology/address.ts'
import { SECRET_NAME } from '../../../schema/topology/beside/sealed-file.ts'
import type { Connection } from '../model/connection.ts'
import type { Host } from '../model/host.ts'
import { isHost, selectorsOf } from '../model/selector.ts'
import { remark, type Word } from '../word.ts'
import type { AccessDraft } from './draft.ts'
import { plainId } from './secret-choice.ts'

/** Somebody who is named in the connection, with the one address that is theirs. */
export interface NamedUser {
  readonly name: string
  readonly address: string
  readonly from: Word['place']
}

/**
 * Users with their addresses. A pool that the host hands out to whoever comes is halved: users whom no connection names get fixed
 * addresses from its lower half, and clients that do not say who they are before EAP get any of the upper one.
 */
export const accessPools = (
  group: readonly Connection[],
  named: readonly NamedUser[],
  host: Host,
  problems: Problem[],
): Pick<AccessDraft, 'users' | 'pool' | 'dynamic'> => {
  const users = new Map(named.map(user => [user.name, user]))
  const pool = selectorsOf(group.flatMap(({ pool }) => pool)).find(one => !isHost(one))
  if (pool === undefined) return { users: [...users.values()], pool: undefined, dynamic: undefined }
  const { word, subnet } = pool
  const free = addressesOf(subnet, new Set(named.map(({ address }) => address)))
  for (const { kind, owners, place } of host.secrets) {
    const [owner] = owners
    if ((kind !== 'password' && kind !== 'nt-hash') || owner === undefined || owner.startsWith('%')) continue
    const name = plainId(owner)
    const address = users.has(name) || !SECRET_NAME.test(name) ? undefined : free.next().value
    if (address !== undefined) users.set(name, { name, address, from: place })
  }
  problems.push(
    remark('pool-divided', 'info', word.place, {
      message: `${users.size === 1 ? 'the user gets an address' : `each of ${users.size} users gets an address`} that is always theirs, from the lower half of ${formatCidr(subnet)}; clients that do not say who they are before EAP get one of the upper half`,
      hint: 'change the addresses in the topology as you like',
      value: word.text,
    }),
  )
  const upper = upperHalf(subnet)
  return {
    users: [...users.values()],
    pool: formatCidr(subnet),
    dynamic: upper === undefined ? undefined : formatCidr(upper),
  }
}

function* addressesOf(subnet: Cidr, taken: ReadonlySet<string>): Generator<string, undefined> {
  const most = 2 ** Math.min(16, bitsOf(subnet) - subnet.prefix - 1)
  for (let count = 1; count < most; count++) {
    const address = formatAddress(plus(subnet, count))
    if (!taken.has(address)) yield address
  }
  return undefined
}

const plus = ({ address, prefix }: Cidr, count: number): Cidr => {
  const bytes = address.toByteArray()
  let carry = count
  for (let at = bytes.length - 1; at >= 0 && carry > 0; at--) {
    carry += bytes[at] ?? 0
    bytes[at] = carry & 0xff
    carry >>= 8
  }
  return { address: ip.fromByteArray(bytes), prefix }
}

const upperHalf = (subnet: Cidr): Cidr | undefined => {
  if (subnet.prefix >= bitsOf(subnet) - 1) return undefined
  const bytes = subnet.address.toByteArray()
  const at = Math.floor(subnet.prefix / 8)
  bytes[at] = (bytes[at] ?? 0) | (0x80 >> (subnet.prefix % 8))
  const address = parseAddress(formatAddress({ address: ip.fromByteArray(bytes) }))
  return address && { address, prefix: subnet.prefix + 1 }
}
