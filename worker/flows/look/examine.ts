import type { Examination } from '../../../schema/control-plane.ts'
import { operatorKeys } from '../../../schema/operator-keys.ts'
import { toBase64 } from '../../../schema/wire/base64.ts'
import { ForgeError } from '../../ports/forge.ts'
import type { Ports } from '../../ports/ports.ts'
import { lastVisit } from '../notice-changes.ts'

const DAY = 24 * 3600 * 1000

/** What only the control plane itself knows of how it was set up; no secret is in it. */
export const examine = async (ports: Ports): Promise<Omit<Examination, 'webhookSecret' | 'logIn'>> => {
  const now = ports.clock.now().getTime()
  const keys = operatorKeys(ports.operatorKeys)
  return {
    now,
    address: ports.address,
    visited: lastVisit(ports),
    workerKey: toBase64(ports.signer.publicKey),
    operators: keys === undefined ? null : [...new Set(keys.values())].sort(),
    app: await tried(async () => {
      const { permissions, events, suspended } = await ports.app.rights()
      return { permissions: { ...permissions }, events: [...events], suspended }
    }),
    notices: ports.listener.settings,
    failedDeliveries: await tried(async () => (await ports.deliveries.failedSince(now - DAY)).length),
  }
}

/** What GitHub said, or why it said nothing. */
const tried = async <T>(work: () => Promise<T>): Promise<{ said: T } | { problem: string }> => {
  try {
    return { said: await work() }
  } catch (error) {
    // A key that is none makes Octokit throw before it asks.
    if (!(error instanceof ForgeError)) throw error
    return { problem: `${error.code}: ${error.message}` }
  }
}
