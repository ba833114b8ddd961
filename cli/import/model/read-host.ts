import type { Problem } from '../../../schema/problem.ts'
import type { HostFile, HostFiles } from '../source/host-files.ts'
import { beside } from '../source/host-files.ts'
import { MAX_SECTIONS, MAX_SELECTORS } from '../source/limits.ts'
import { wholeSections } from '../syntax/also.ts'
import type { Reading } from '../syntax/include.ts'
import { readIpAddress } from '../syntax/ip-address.ts'
import { readIpsecConf } from '../syntax/ipsec-conf.ts'
import { readIpsecSecrets } from '../syntax/ipsec-secrets.ts'
import { readIptablesSave } from '../syntax/iptables-save.ts'
import { type NetplanFile, readNetplan } from '../syntax/netplan.ts'
import { readScript, type Script } from '../syntax/script.ts'
import type { SecretLine } from '../syntax/secret-line.ts'
import { emptySection, readSettings } from '../syntax/settings.ts'
import { wholeSettings } from '../syntax/settings-references.ts'
import { remark, startOf, type Word } from '../word.ts'
import type { Connection } from './connection.ts'
import type { Host, Provider } from './host.ts'
import { allInterfaces } from './interfaces.ts'
import { ipsecConnection } from './ipsec-connection.ts'
import { crashingVrfs, netplanInterfaces, resolversOf } from './netplan-interfaces.ts'
import { guessedProvider, osOf } from './provider.ts'
import { swanctlConnection } from './swanctl-connection.ts'
import { swanctlSecrets } from './swanctl-secrets.ts'

/** What the person says about a host beyond its files. */
export interface HostWords {
  readonly gateway: string
  readonly provider: Provider | undefined
}

/** Reads everything of a host that a topology can say, and what is wrong with it, into one model. */
export const readHost = (files: HostFiles, words: HostWords, problems: Problem[]): Host => {
  const reader = new HostReader(files, problems)
  const netplans = reader.netplans()
  const firewall = reader.firewall()
  const live = reader.first('/ip-address.json')
  const interfaces = allInterfaces(
    netplans.flatMap(file => netplanInterfaces(file, problems)),
    live === undefined ? [] : readIpAddress(live, problems),
    live?.shown ?? '',
    firewall.rules,
  )
  const ours = new Set(interfaces.flatMap(one => one.addresses.map(({ text }) => text.replace(/\/.*$/, ''))))
  const ipsec = reader.ipsecConf(address => ours.has(address))
  const swanctl = reader.swanctl()
  const resolvers = netplans.flatMap(resolversOf)
  const os = reader.first('/etc/os-release')
  const all = [...ipsec.connections, ...swanctl.connections]
  const connections = all.slice(0, MAX_SECTIONS)
  problems.push(...beyondLimits(all))
  return {
    ...words,
    provider: words.provider ?? guessedProvider(interfaces, resolvers),
    os: os === undefined ? undefined : osOf(os.text),
    interfaces,
    connections,
    secrets: [...ipsec.secrets, ...swanctl.secrets].slice(0, MAX_SECTIONS),
    firewall,
    scripts: reader.scripts(connections),
    services: reader.services(),
    manyPerIdentity: ipsec.manyPerIdentity ?? swanctl.manyPerIdentity,
    netplanCrashes: netplans.flatMap(crashingVrfs),
    resolvers,
  }
}

/** What is left out because no host has so much; never in silence. */
const beyondLimits = (connections: readonly Connection[]): Problem[] => {
  const words = connections
    .flatMap(({ children }) => children)
    .flatMap(({ local, remote }) => [...local, ...remote])
  const first = connections[MAX_SECTIONS]?.name ?? words[MAX_SELECTORS]
  if (first === undefined) return []
  const what = connections.length > MAX_SECTIONS ? `${MAX_SECTIONS} connections` : `${MAX_SELECTORS} subnets`
  return [
    remark('import-limit', 'warning', first.place, {
      message: `some of this host is missing from the topology: more than ${what} are not read`,
      hint: 'import in parts, each from a file of its own, under one gateway after the other',
    }),
  ]
}

interface DaemonPart {
  readonly connections: readonly Connection[]
  readonly secrets: readonly SecretLine[]
  readonly manyPerIdentity: Word | undefined
}

class HostReader {
  readonly #files: HostFiles
  readonly #problems: Problem[]

  constructor(files: HostFiles, problems: Problem[]) {
    this.#files = files
    this.#problems = problems
  }

  /** The file at the first of the paths that exists; a problem when it exists and is not read. */
  first(...paths: readonly string[]): HostFile | undefined {
    for (const path of paths) {
      const opened = this.#files.open(path)
      if (opened.kind === 'file') return opened.file
      if (opened.kind === 'refused')
        this.#problems.push(
          remark('file-unread', 'warning', startOf(path.slice(1)), {
            message: `nothing of this file is in the topology: ${opened.why}`,
            hint: 'copy the file itself into the folder that is imported',
          }),
        )
    }
    return undefined
  }

  netplans(): NetplanFile[] {
    return this.#files
      .matching('/etc/netplan/*.yaml')
      .flatMap(path => this.first(path) ?? [])
      .flatMap(file => readNetplan(file, this.#problems) ?? [])
  }

  firewall(): Host['firewall'] {
    const file = this.first('/iptables-save.txt', '/iptables-save', '/etc/iptables/rules.v4')
    return file === undefined ? { backend: undefined, rules: [] } : readIptablesSave(file)
  }

  ipsecConf(isOurs: (address: string) => boolean): DaemonPart {
    const file = this.first('/etc/ipsec.conf')
    const secrets = this.first('/etc/ipsec.secrets')
    const lines = secrets === undefined ? [] : readIpsecSecrets(secrets, this.#reading(secrets))
    if (file === undefined) return { connections: [], secrets: lines, manyPerIdentity: undefined }
    const conf = readIpsecConf(file, this.#reading(file))
    const unique = conf.setup.settings.get('uniqueids')?.value
    return {
      connections: wholeSections(conf.connections, this.#problems).flatMap(
        section => ipsecConnection(section, isOurs, this.#problems) ?? [],
      ),
      secrets: lines,
      manyPerIdentity: unique !== undefined && /^(?:no|never)$/.test(unique.text) ? unique : undefined,
    }
  }

  swanctl(): DaemonPart {
    const file = this.first('/etc/swanctl/swanctl.conf')
    const more = this.#files
      .matching('/etc/swanctl/conf.d/*.conf')
      .filter(path => !path.startsWith('/etc/swanctl/conf.d/cygnet.'))
    const root = emptySection({ text: '', place: startOf(file?.shown ?? 'swanctl.conf') })
    if (file !== undefined) readSettings(file, root, this.#reading(file))
    // swanctl.conf includes this folder as it is installed; one that was cut down to nothing else is read all the same.
    for (const path of root.sections.size === 0 ? more : []) {
      const opened = this.first(path)
      if (opened !== undefined) readSettings(opened, root, this.#reading(opened))
    }
    const { sections } = wholeSettings(root)
    const written = [...(sections.get('connections')?.sections.values() ?? [])]
    return {
      connections: written.flatMap(
        section => swanctlConnection(section, sections.get('pools'), this.#problems) ?? [],
      ),
      secrets: swanctlSecrets(sections.get('secrets')),
      manyPerIdentity: written
        .flatMap(({ values }) => values.get('unique') ?? [])
        .find(({ text }) => /^(?:no|never)$/.test(text)),
    }
  }

  /** The updown scripts that connections name, in the words of the shell: the first one is the program. */
  scripts(connections: readonly Connection[]): Script[] {
    const words = connections
      .flatMap(({ children }) => children)
      .flatMap(({ updown, deadUpdown }) => [updown, deadUpdown])
    const paths = new Set(
      words.flatMap(word => word?.text.split(' ')[0] ?? []).filter(path => path.startsWith('/')),
    )
    return [...paths].flatMap(path => this.first(beside('/', path)) ?? []).map(readScript)
  }

  services(): Host['services'] {
    const wants = '/etc/systemd/system/multi-user.target.wants'
    const known = this.#files.exists(wants)
    const enabled = (...names: readonly string[]) =>
      known ? names.some(name => this.#files.exists(`${wants}/${name}.service`)) : undefined
    return {
      swanctl: enabled('strongswan', 'strongswan-swanctl'),
      starter: enabled('strongswan-starter', 'ipsec'),
    }
  }

  #reading(file: HostFile): Reading {
    return { files: this.#files, problems: this.#problems, open: [file.path] }
  }
}
