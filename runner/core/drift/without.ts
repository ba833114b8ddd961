import type { Drifted } from '../../../schema/wire/drifted.ts'
import type { ManagedPath } from '../../../schema/wire/managed-paths.ts'
import type { OpenFile, OpenFiles } from '../keys/open.ts'

/** What a repair starts from: the generation as if what drifted had never been there. */
export interface WithoutDrift {
  /** The files to be written are those that are missing here. */
  readonly files: OpenFiles
  /** The parts to be made live are those that differ here. */
  readonly live: OpenFiles
}

const SWANCTL: ManagedPath = '/etc/swanctl/conf.d/cygnet.conf'
const NETPLAN: ManagedPath = '/etc/netplan/60-cygnet.yaml'
/** What the starter is made to read again by the absence of. */
const STARTERS: readonly ManagedPath[] = ['/etc/ipsec.d/cygnet.conf', '/etc/ipsec.d/cygnet.secrets']
const FIREWALL: readonly ManagedPath[] = ['/etc/cygnet/iptables.v4', '/etc/cygnet/iptables.v6']
const SETTINGS: ManagedPath = '/etc/sysctl.d/60-cygnet.conf'

/**
 * A generation without what drifted, so that going from there to the whole one puts back that and nothing else. Pools and
 * connections that are as they should be stay in it: whoever is dialled in notices nothing.
 */
export const withoutDrift = (whole: OpenFiles, found: readonly Drifted[]): WithoutDrift => {
  const of = (kind: Drifted['kind']): readonly string[] =>
    found.filter(one => one.kind === kind).map(({ what }) => what)
  const files = new Set(of('file'))
  const connections = new Set(of('connection'))
  const onStarter = whole.has('/etc/ipsec.d/cygnet.conf')
  const starterMoved = [...files].some(path => path.startsWith('/etc/ipsec.d/')) || of('include').length > 0
  const gone = new Set<string>([
    ...(of('setting').length > 0 ? [SETTINGS] : []),
    ...(of('interface').length > 0 || files.has(NETPLAN) ? [NETPLAN] : []),
    ...(of('chain').length > 0 ? FIREWALL : []),
    ...(onStarter && (starterMoved || connections.size > 0) ? STARTERS : []),
    // Whoever wrote another secret may also have loaded it.
    ...(files.has('/etc/swanctl/conf.d/cygnet.secrets.conf')
      ? ['/etc/swanctl/conf.d/cygnet.secrets.conf']
      : []),
  ])
  const kept = [...whole].filter(([path]) => !gone.has(path))
  return {
    files: new Map([...whole].filter(([path]) => !files.has(path))),
    live: new Map(kept.map(([path, file]) => [path, path === SWANCTL ? lacking(file, connections) : file])),
  }
}

const lacking = (file: OpenFile, connections: ReadonlySet<string>): OpenFile => ({
  ...file,
  text: withoutConnections(file.text, connections),
})

/** A swanctl.conf as the compiler writes it, one section or value a line, without some of its connections. */
export const withoutConnections = (text: string, names: ReadonlySet<string>): string => {
  const trail: string[] = []
  const isGone = (): boolean => trail[0] === 'connections' && names.has(trail[1] ?? '')
  return text
    .split('\n')
    .filter(line => {
      const opened = /^([^\s{]+) \{$/.exec(line.trim())?.[1]
      if (opened !== undefined) trail.push(opened)
      const gone = isGone()
      if (line.trim() === '}') trail.pop()
      return !gone
    })
    .join('\n')
}
