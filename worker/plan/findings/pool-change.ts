import type { Bundle } from '../../../schema/wire/bundle.ts'
import { isCredentialPath } from '../../../schema/wire/managed-paths.ts'
import { loadedBy } from '../loaded.ts'
import { quoted } from '../visible.ts'
import type { PlanFinding } from './plan-finding.ts'

/** Addresses that are taken from clients, or become others, while somebody may be online with them. */
export const poolChanges = (was: Bundle, is: Bundle): PlanFinding[] => {
  // Another daemon begins with no leases, and a gateway without certificates never had clients.
  if (was.daemon !== is.daemon || !was.files.some(({ path }) => isCredentialPath(path))) return []
  const after = poolsOf(is)
  const touched = [...poolsOf(was)].filter(([name, addresses]) => after.get(name) !== addresses)
  if (touched.length === 0) return []
  const names = touched.map(([name]) => quoted(name))
  return [
    {
      code: 'pool-change',
      severity: 'warning',
      message: `clients that are online on ${quoted(is.gateway)} lose their connection, or stop the load of everything else: the addresses of ${listed(names)} change, and strongSwan does not let go of a pool with leases online`,
      hint: 'roll it out when they are not connected',
    },
  ]
}

/** Addresses by the connection that gives them out. */
const poolsOf = (bundle: Bundle): ReadonlyMap<string, string> =>
  new Map(
    [...loadedBy(bundle)].flatMap(([name, { settings }]) => {
      const addresses = settings.get('pool.addrs')
      return addresses === undefined ? [] : [[name, addresses]]
    }),
  )

const SHOWN = 8

const listed = (names: readonly string[]): string =>
  names.length <= SHOWN
    ? names.join(', ')
    : `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`
