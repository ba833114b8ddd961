import type { Bundle } from '../../schema/wire/bundle.ts'
import type { Finding } from '../core/doctor/finding.ts'
import { DAEMON_UNITS, type HostFacts, OWN_UNITS, type Path } from '../core/doctor/host-facts.ts'
import {
  type Masquerade,
  masqueradesBefore,
  masqueradesOfNft,
  type SavedRules,
} from '../core/doctor/masquerades.ts'
import {
  longestThatPasses,
  MOST_PATHS,
  tunnelPaths,
  type Untried,
  underlayPaths,
} from '../core/doctor/paths-to-test.ts'
import { findingsOf } from '../core/doctor/traps/all.ts'
import { connFacts, swanctlFacts } from '../core/drift/connections.ts'
import { readStarterConfig } from '../core/ipsec/conn-change.ts'
import { readSwanctl } from '../core/ipsec/swanctl.ts'
import { readTables } from '../core/kernel/firewall-text.ts'
import { plainFiles } from '../core/keys/open.ts'
import { SEAL_KEY, SIGN_KEY, STATE } from '../core/paths.ts'
import type { Host } from '../ports/host.ts'
import { ipsecTexts } from './change/texts.ts'
import type { Gateway } from './gateway.ts'

const BACKENDS = ['iptables-nft', 'iptables-legacy'] as const

/** What the traps say of this very host. What cannot be looked at says nothing. */
export const examine = async (
  gateway: Gateway,
  host: Host,
  bundle: Bundle | undefined,
): Promise<Finding[]> => {
  const rules = await savedRules(gateway)
  const units = [...Object.values(DAEMON_UNITS), ...OWN_UNITS, 'systemd-networkd.service']
  const facts: HostFacts = {
    bundle,
    units: await host.units(units),
    rules,
    masquerades: [...rules.flatMap(masqueradesBefore), ...(await nftMasquerades(host))],
    networkd: await host.networkdConfig(),
    ...(await ipsecFacts(gateway, bundle)),
    synchronised: await host.synchronised(),
    places: await Promise.all(
      ['/tmp', '/etc', STATE].map(async path => {
        const state = await host.folder(path)
        return { path, free: state?.free, writable: state?.writable ?? false }
      }),
    ),
    keys: await keyModes(gateway),
    paths: [],
  }
  return findingsOf({ ...facts, paths: await triedPaths(gateway, host, facts) })
}

const savedRules = async (gateway: Gateway): Promise<SavedRules[]> => {
  const { firewall } = await gateway.kernel()
  const saved = await Promise.all(
    BACKENDS.map(async backend => {
      const live = await seen(async () => await firewall.live(backend))
      if (live === undefined) return []
      const [four, six] = [backend, backend.replace('iptables', 'ip6tables')]
      return [tablesOf(four, live.v4), tablesOf(six, live.v6)]
    }),
  )
  return saved.flat()
}

const tablesOf = (tool: string, text: string): SavedRules => {
  try {
    return { tool, tables: readTables(text) }
  } catch {
    return { tool, tables: [] }
  }
}

const nftMasquerades = async (host: Host): Promise<Masquerade[]> =>
  (await seen(async () => masqueradesOfNft((await host.nftRuleset()) ?? '{"nftables":[]}'))) ?? []

/** The generation without its secrets: what is wanted of connections stands in files that hold none. */
const ipsecFacts = async (
  { ipsec }: Gateway,
  bundle: Bundle | undefined,
): Promise<Pick<HostFacts, 'plugins' | 'wanted' | 'loaded'>> => {
  if (bundle === undefined) return { plugins: undefined, wanted: new Map(), loaded: undefined }
  const { daemon } = bundle
  const texts = { ...ipsecTexts(plainFiles(bundle), daemon), secrets: '' }
  const facts = async (): Promise<HostFacts['wanted']> =>
    await Promise.resolve(
      daemon === 'swanctl' ? swanctlFacts(readSwanctl(texts)) : connFacts(readStarterConfig(texts).conns),
    )
  const loaded = await seen(async () => await ipsec.loaded(daemon))
  return {
    plugins: await seen(async () => await ipsec.plugins(daemon)),
    wanted: (await seen(facts)) ?? new Map(),
    loaded: loaded && new Map(loaded.map(one => [one.name, one.facts])),
  }
}

const keyModes = async ({ disk, marks }: Gateway): Promise<ReadonlyMap<string, number>> => {
  const names = (await seen(async () => await disk.list('list the keys', `${STATE}/keys`))) ?? []
  const paths = new Set([SIGN_KEY, SEAL_KEY, ...names.map(name => `${STATE}/keys/${name}`)])
  const modes = await Promise.all(
    [...paths].map(async (path): Promise<[string, number][]> => {
      const mark = await marks.of(path)
      return mark === undefined ? [] : [[path, mark.mode]]
    }),
  )
  return new Map(modes.flat())
}

/** A few at a time, so that pings do not disturb one another nor the lines that they measure. */
const triedPaths = async (gateway: Gateway, host: Host, facts: HostFacts): Promise<Path[]> => {
  const { bundle, wanted } = facts
  if (bundle === undefined) return []
  const { interfaces } = await gateway.kernel()
  const children = (await seen(async () => await gateway.ipsec.children())) ?? []
  const live = (await seen(async () => await interfaces.list())) ?? []
  const untried = [...underlayPaths(wanted, live), ...tunnelPaths(bundle, children)].slice(0, MOST_PATHS)
  const tried = async (path: Untried): Promise<Path> => ({
    ...path,
    carries: await longestThatPasses(path, async bytes => await host.carries(path.from, path.to, bytes)),
  })
  return await Promise.all(untried.map(tried))
}

const seen = async <T>(look: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await look()
  } catch {
    return undefined
  }
}
