import type { Bundle } from '../../../schema/wire/bundle.ts'
import type { Drifted } from '../../../schema/wire/drifted.ts'
import { chainDrift } from '../../core/drift/chains.ts'
import { connectionDrift, connFacts, type Facts, swanctlFacts } from '../../core/drift/connections.ts'
import { fileDrift, includeDrift } from '../../core/drift/files.ts'
import { interfaceDrift, settingDrift } from '../../core/drift/kernel.ts'
import type { Watched } from '../../core/drift/known.ts'
import { readStarterConfig } from '../../core/ipsec/conn-change.ts'
import { INCLUDES } from '../../core/ipsec/include-line.ts'
import { readSwanctl } from '../../core/ipsec/swanctl.ts'
import { readTables } from '../../core/kernel/firewall-text.ts'
import { holdsSecret, type OpenFiles } from '../../core/keys/open.ts'
import { usesStarter } from '../change/ipsec-files.ts'
import { firewallRules, ipsecTexts, kernelSettings } from '../change/texts.ts'
import type { Gateway } from '../gateway.ts'

/** The generation in force, its secrets filled in. */
export interface InForce {
  readonly bundle: Bundle
  readonly files: OpenFiles
}

/** What a look compares with the generation, for a glance to watch. */
export const watchedOf = ({ bundle, files }: InForce): Watched => ({
  daemon: bundle.daemon,
  backend: bundle.firewall,
  files: [...files.keys(), ...(usesStarter(files) ? INCLUDES.map(({ path }) => path) : [])],
  settings: [...kernelSettings(files).keys()],
})

/** Everything that is not as the generation in force says. A tool or daemon that does not answer shows no drift. */
export const driftOf = async (gateway: Gateway, inForce: InForce): Promise<Drifted[]> => {
  const looks = [fileLook, settingLook, interfaceLook, chainLook, connectionLook]
  const found = await Promise.all(looks.map(async look => await tolerant(gateway, look, inForce)))
  return found.flat()
}

type Look = (gateway: Gateway, inForce: InForce) => Promise<Drifted[]>

const tolerant = async (gateway: Gateway, look: Look, inForce: InForce): Promise<Drifted[]> => {
  try {
    return await look(gateway, inForce)
  } catch (error) {
    gateway.say(`drift: ${error instanceof Error ? error.message : String(error)}`)
    return []
  }
}

const fileLook: Look = async ({ disk, marks }, { bundle, files }) => {
  const secret = new Set(bundle.files.filter(holdsSecret).map(({ path }) => path))
  const found: Drifted[] = []
  for (const file of files.values()) {
    const bytes = await disk.read('compare with what is in force', file.path)
    const mark = await marks.of(file.path)
    const seen = bytes && mark && { text: new TextDecoder().decode(bytes), mode: mark.mode }
    found.push(...fileDrift(file, secret.has(file.path), seen))
  }
  if (usesStarter(files))
    for (const { path } of INCLUDES) {
      const bytes = await disk.read('look at what includes ours', path)
      found.push(...includeDrift(path, bytes && Buffer.from(bytes).toString('latin1')))
    }
  return found
}

const settingLook: Look = async (gateway, { files }) => {
  const { sysctl } = await gateway.kernel()
  const wanted = kernelSettings(files)
  const seen = new Map<string, string | undefined>()
  for (const key of wanted.keys()) seen.set(key, await sysctl.read(key))
  return settingDrift(wanted, seen)
}

const interfaceLook: Look = async (gateway, { bundle }) => {
  const { interfaces } = bundle.probes
  if (interfaces.length === 0) return []
  return interfaceDrift(interfaces, await (await gateway.kernel()).interfaces.list())
}

const chainLook: Look = async (gateway, { bundle, files }) => {
  const { firewall } = await gateway.kernel()
  const wanted = firewallRules(files, bundle.firewall)
  const live = await firewall.live(bundle.firewall)
  return [
    ...chainDrift('IPv4', readTables(wanted.v4), readTables(live.v4)),
    ...chainDrift('IPv6', readTables(wanted.v6), readTables(live.v6)),
  ]
}

const connectionLook: Look = async ({ ipsec }, { bundle, files }) => {
  const wanted = wantedFacts(files, bundle.daemon)
  if (wanted.size === 0) return []
  const loaded = await ipsec.loaded(bundle.daemon)
  return connectionDrift(wanted, new Map(loaded.map(({ name, facts }) => [name, facts])))
}

const wantedFacts = (files: OpenFiles, daemon: Bundle['daemon']): ReadonlyMap<string, Facts> => {
  const texts = ipsecTexts(files, daemon)
  return daemon === 'swanctl' ? swanctlFacts(readSwanctl(texts)) : connFacts(readStarterConfig(texts).conns)
}
