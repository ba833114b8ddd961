import { inReadingOrder, type Place, type Problem } from '../../../schema/problem.ts'
import { contains, formatCidr, parseCidr } from '../../../schema/topology/address.ts'
import type { Draft, GatewayDraft, SecretDraft } from '../draft/draft.ts'
import { draftOf } from '../draft/gateway.ts'
import type { Provider } from '../model/host.ts'
import { readHost } from '../model/read-host.ts'
import type { HostFiles } from '../source/host-files.ts'
import { trapsOf } from '../traps/all.ts'
import { accessBlock } from '../write/access-block.ts'
import { gatewayBlock } from '../write/gateway-block.ts'
import { TopologyText } from '../write/topology-text.ts'
import { accessCertificates } from './certificates.ts'
import { type Joining, joinTunnel } from './join-tunnel.ts'
import { type Known } from './known.ts'

/** What the person says beyond the files. */
export interface ImportWords {
  readonly gateway: string
  readonly provider: Provider | undefined
  /** The daemon that the gateway shall have; undefined keeps what it has. */
  readonly daemon: GatewayDraft['daemon'] | undefined
  readonly derive: boolean
}

/** The topology that the host is added to: its text, and what it says; no text before the first host. */
export interface Before {
  readonly text: string | undefined
  readonly known: Known
}

/** A secret, and the gateways that need it. */
export interface PlannedSecret extends SecretDraft {
  readonly gateways: readonly string[]
}

/** What an import comes to. Nothing is written yet. */
export interface Imported {
  readonly text: string
  readonly problems: readonly Problem[]
  readonly secrets: readonly PlannedSecret[]
  /** Secrets that nobody needs any more, because both ends derive a key. */
  readonly obsolete: readonly string[]
  /** Public files by their path in the topology's folder. */
  readonly pki: ReadonlyMap<string, string>
  readonly tunnels: number
  readonly users: number
}

/** Adds one host to a topology. Pure but for reading the host's files. */
export const importHost = (files: HostFiles, words: ImportWords, before: Before, root: string): Imported => {
  const problems: Problem[] = []
  const host = readHost(files, words, problems)
  problems.push(...trapsOf(host))
  const draft = draftOf(host, words.daemon, problems)
  const { known } = before
  const text = before.text === undefined ? TopologyText.begin(known.network) : TopologyText.parse(before.text)
  const cite = (place: Place): string => citation(place, root)
  text.setLine('private', joinedPrivate(known.private, draft.private))
  const keys = known.gateways[words.gateway]?.keys
  text.setBlock('gateways', words.gateway, gatewayBlock(draft.gateway, keys, cite))
  const joining: Joining = { known, text, draft, derive: words.derive, problems, cite }
  const { secrets, obsolete } = joinTunnels(joining)
  const pki = new Map<string, string>()
  for (const access of draft.access) {
    const found = accessCertificates(access, files, problems)
    for (const [path, pem] of found.files) pki.set(path, pem)
    const renamed = userSecrets(known, words.gateway, draft, secrets, access.users)
    const block = accessBlock(words.gateway, access, { ...found, secrets: renamed }, cite)
    text.setBlock('access', accessName(known, access.name, words.gateway), block, cite(access.from))
  }
  return {
    text: text.toString(),
    problems: inReadingOrder(problems),
    secrets,
    obsolete,
    pki,
    tunnels: draft.tunnels.length,
    users: draft.access.reduce((sum, { users }) => sum + users.length, 0),
  }
}

const joinTunnels = (joining: Joining): { secrets: PlannedSecret[]; obsolete: string[] } => {
  const secrets: PlannedSecret[] = []
  const obsolete: string[] = []
  for (const tunnel of joining.draft.tunnels) {
    const fate = joinTunnel(joining, tunnel)
    const secret = joining.draft.secrets.find(({ name, holds }) => holds === 'psk' && name === tunnel.secret)
    if (fate.kind === 'derived' && fate.instead !== undefined) obsolete.push(fate.instead)
    if (fate.kind === 'kept' && secret !== undefined)
      secrets.push({ ...secret, name: fate.name, gateways: fate.gateways })
  }
  return { secrets, obsolete }
}

/** A user of two gateways has two secrets: the second one gets the gateway's name too. */
const userSecrets = (
  known: Known,
  gateway: string,
  draft: Draft,
  secrets: PlannedSecret[],
  users: readonly { readonly name: string }[],
): ReadonlyMap<string, string> => {
  const taken = new Set(Object.values(known.access).flatMap(one => Object.keys(one.users ?? {})))
  const renamed = new Map<string, string>()
  for (const { name } of users) {
    const secret = draft.secrets.find(one => one.name === name && one.holds !== 'psk')
    const unique =
      taken.has(name) || secrets.some(one => one.name === name) ? `${name.slice(0, 31)}.${gateway}` : name
    if (unique !== name) renamed.set(name, unique)
    if (secret !== undefined) secrets.push({ ...secret, name: unique, gateways: [gateway] })
  }
  return renamed
}

const accessName = (known: Known, name: string, gateway: string): string =>
  known.access[name] === undefined ? name : `${name.slice(0, 6)}-${gateway.slice(0, 8)}`.replace(/-+$/, '')

/** Both lists, without what lies in something else of them. */
const joinedPrivate = (first: readonly string[], second: readonly string[]): string[] => {
  const all = [...new Set([...first, ...second])]
  const cidrs = all.map(text => ({ text, cidr: parseCidr(text) }))
  return cidrs
    .filter(
      ({ cidr }) =>
        !cidrs.some(
          other =>
            other.cidr &&
            cidr &&
            other.cidr !== cidr &&
            contains(other.cidr, cidr) &&
            formatCidr(other.cidr) !== formatCidr(cidr),
        ),
    )
    .map(({ text }) => text)
}

const citation = ({ file, line }: Place, root: string): string => {
  const inside = root !== '' && file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file
  return `${inside}:${line}`
}
