import type { Access, User } from '../../schema/topology/access.ts'
import { LAPTOP_CHILD, LAPTOP_CONNECTION, LAPTOP_FILES, laptopText } from './laptop-text.ts'
import type { Guest } from './machine/guest.ts'
import type { Vault } from './vault.ts'

/** What came of dialling in: the inner address, or swanctl's words when there is none. */
export type Dialled =
  | { readonly kind: 'in'; readonly address: string }
  | { readonly kind: 'refused'; readonly words: string }

/** Writes a laptop's own configuration for a user and dials in. */
export const dialIn = async (laptop: Guest, access: Access, user: User, vault: Vault): Promise<Dialled> => {
  await laptop.write(LAPTOP_FILES.authority, vault.authority(access))
  await laptop.write(LAPTOP_FILES.connection, laptopText(access, user, vault), 0o600)
  return initiate(laptop, LAPTOP_CHILD)
}

/** Loads whatever a laptop has in /etc/swanctl and initiates a CHILD; 30 seconds are enough in emulation. */
export const initiate = async (laptop: Guest, child: string): Promise<Dialled> => {
  const script = 'swanctl --load-all --noprompt && swanctl --initiate --timeout 30 --child "$1"'
  const { code, stdout, stderr } = await laptop.exec(['sh', '-c', script, 'sh', child])
  const address = /installing new virtual IP (\S+)/.exec(stdout)?.[1]
  if (code === 0 && address !== undefined) return { kind: 'in', address }
  return { kind: 'refused', words: `${stdout}${stderr}` }
}

/** Ends a laptop's connection; none to end is fine. */
export const hangUp = async (laptop: Guest, connection: string = LAPTOP_CONNECTION): Promise<void> => {
  await laptop.exec(['swanctl', '--terminate', '--ike', connection, '--timeout', '10'])
}
