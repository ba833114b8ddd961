import * as z from 'zod'
import { NETWORK_FOLDERS } from '../schema/topology/beside/attachments.ts'
import { Name } from '../schema/wire/names.ts'
import { ControlError } from './control-error.ts'

const Folder = z
  .string()
  .max(200)
  .regex(
    /^$|^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/,
    'a path such as sites/miskatonic, without slashes around it',
  )
  .refine(
    folder => !folder.split('/').some(part => NETWORK_FOLDERS.some(known => known === part)),
    `${NETWORK_FOLDERS.join(', ')} are folders inside a network’s`,
  )

/** What lies in the bucket of a network without a prefix: none may be called so. */
const TAKEN = ['metadata', 'targets', 'packages', 'pki']

/** One network that this control plane serves. */
export const Network = z.strictObject({
  /** Its name; a topology that calls itself otherwise is refused. */
  network: Name,
  /** `owner/name`; a webhook from a repository that no network names is refused. */
  repository: z.string().regex(/^[A-Za-z0-9-]{1,39}\/[A-Za-z0-9._-]{1,100}$/, 'owner/name'),
  /** Where its topology is in the repository; at the root without one. */
  folder: Folder.default(''),
  /** Where its objects are in the bucket; at the root without one. It is for ever: gateways and releases are there. */
  prefix: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, 'a name such as innsmouth')
    .refine(name => !TAKEN.includes(name), 'is the name of something in the bucket')
    .optional(),
  /** The secret that holds its signing key, as `wrangler secret put` knows it. */
  signingKey: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,62}$/, 'the name of a secret, such as SIGNING_KEY')
    .default('SIGNING_KEY'),
})

export type Network = z.infer<typeof Network>

/** What no two networks may have in common, and why. */
const APART: readonly (readonly [(network: Network) => string, string])[] = [
  [({ network }) => network, 'have the same name'],
  [({ repository, folder }) => `${repository.toLowerCase()}/${folder}`, 'have the same folder'],
  [({ prefix = '' }) => prefix, 'would share one place in the bucket: give each but one a prefix of its own'],
  [({ signingKey }) => signingKey, 'would share a signing key: name a secret of its own for each'],
]

const Networks = z
  .array(Network)
  .min(1)
  .max(64)
  .superRefine((networks, context) => {
    for (const [index, network] of networks.entries()) {
      for (const [of, words] of APART) {
        const other = networks.slice(0, index).find(before => of(before) === of(network))
        if (other === undefined) continue
        const message = `${other.network} and ${network.network} ${words}`
        context.addIssue({ code: 'custom', path: [index], message })
      }
    }
  })

/**
 * The networks as `NETWORKS` lists them: JSON, or what a deployment made of it already. Throws a `ControlError`
 * `misconfigured` that says what to write instead.
 */
export const networksOf = (setting: unknown): readonly Network[] => {
  const read = Networks.safeParse(typeof setting === 'string' ? json(setting) : setting)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw misconfigured(`NETWORKS${placeOf(issue?.path ?? [])}: ${issue?.message ?? 'is not understood'}`)
}

const placeOf = (path: readonly PropertyKey[]): string =>
  path.map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')

const json = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw misconfigured('NETWORKS is not JSON')
  }
}

const misconfigured = (message: string): ControlError =>
  new ControlError(
    'misconfigured',
    message,
    'write NETWORKS as [{"network": "miskatonic", "repository": "owner/name"}], see docs/guide/networks.md',
  )

/** A network by its name. Throws a `ControlError` `misconfigured` when there is none. */
export const networkNamed = (networks: readonly Network[], name: string | undefined): Network => {
  const network = networks.find(one => one.network === name)
  if (network === undefined) throw misconfigured(`NETWORKS names no network ${name ?? 'without a name'}`)
  return network
}

/** The networks of a repository, by `owner/name` in any case. */
export const networksIn = (networks: readonly Network[], repository: string): readonly Network[] =>
  networks.filter(network => network.repository.toLowerCase() === repository.toLowerCase())

/**
 * What follows the name of this network's checks: nothing while its repository has no other, so that a required check
 * keeps its name; then the network's own name.
 */
export const checkSuffix = (networks: readonly Network[], { network, repository }: Network): string =>
  networksIn(networks, repository).length > 1 ? ` (${network})` : ''
