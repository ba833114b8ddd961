import { section, type ViciClient } from './client.ts'
import { unlessGone } from './credentials.ts'

/** Asks for these, each `connection/child`. A negative time-out asks charon not to wait (vici README, initiate). */
export const initiate = async (charon: ViciClient, children: readonly string[]): Promise<void> => {
  for (const key of children) {
    const [ike, child] = key.split('/')
    await unlessGone(charon.request('initiate', section({ ike, child, timeout: '-1' })))
  }
}
