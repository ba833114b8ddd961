import { readFile } from 'node:fs/promises'
import {
  credentialsDiffer,
  readStarterConfig,
  type StarterConfig,
  saysGoodbyeTo,
  withNewCertificates,
} from '../../core/ipsec/conn-change.ts'
import { connStates } from '../../core/ipsec/conn-states.ts'
import { credentialFaults } from '../../core/ipsec/credentials.ts'
import { readDaemonSettings } from '../../core/ipsec/daemon-settings.ts'
import { readStatusAll, type StatusAll } from '../../core/ipsec/statusall.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Disk } from '../../ports/disk.ts'
import type { Ipsec, IpsecTexts } from '../../ports/ipsec.ts'
import { ToolError } from '../../ports/tool-error.ts'
import { run, succeed } from '../process.ts'
import { checkByStarter, DEBIAN } from './check.ts'
import { starterPid } from './pid.ts'
import { reread } from './reread.ts'

const CONF = '/etc/ipsec.d/cygnet.conf'

/** What the adapter needs: the disk, for the one file that changes in two steps when a certificate is replaced; and time. */
export interface StarterPorts {
  readonly disk: Disk
  readonly clock: Pick<Clock, 'wait'>
}

/**
 * strongSwan driven by the starter. It reads files, not messages: `apply` wants those of the new configuration in place, and
 * makes it live.
 */
export const starterIpsec = (ports: StarterPorts): Ipsec => ({
  check: async texts => {
    readTexts(texts)
    const faults = credentialFaults(texts.credentials)
    if (faults.length > 0) throw new ToolError('refused', 'starter', faults.join('; '))
    await checkByStarter(texts.connections, DEBIAN)
  },
  apply: async (from, to) => await change(ports, readTexts(from), readTexts(to), to.connections),
  answers: async () => {
    try {
      return (await statusAll()).loaded.size >= 0
    } catch {
      return false
    }
  },
  children: async () => connStates(await statusAll()),
  loaded: async () => {
    const { loaded, selectors, addresses } = await statusAll()
    return [...loaded].map(name => {
      const [inside, outside] = [selectors.get(name), addresses.get(name)]
      return {
        name,
        facts: new Map([
          ...spaced('local_ts', inside?.local),
          ...spaced('remote_ts', inside?.remote),
          ...spaced('local_addrs', outside?.local),
          ...spaced('remote_addrs', outside?.remote),
        ]),
      }
    })
  },
  plugins: async () => (await statusAll()).plugins,
  established: async () => await Promise.resolve(new Map()),
  wake: async (_, children) => {
    // The conn that holds the trap is called as its CHILD is keyed.
    for (const conn of children) await run('ipsec', ['stroke', 'up-nb', conn])
  },
  reload: async () => {
    process.kill(await charonPid(), 'SIGHUP')
  },
})

/** statusall puts a space between several networks. */
const spaced = (key: string, value: string | undefined): [string, string][] =>
  value === undefined ? [] : [[key, value.split(' ').sort().join(',')]]

const readTexts = (texts: IpsecTexts): StarterConfig => {
  try {
    readDaemonSettings(texts.settings)
    return readStarterConfig(texts)
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : 'not understood'
    throw new ToolError('refused', 'starter', words, { cause })
  }
}

const change = async (
  { disk, clock }: StarterPorts,
  from: StarterConfig,
  to: StarterConfig,
  text: string,
): Promise<void> => {
  const wait = (milliseconds: number): Promise<void> => clock.wait(milliseconds)
  if (credentialsDiffer(from, to)) await succeed('ipsec', ['rereadall'])
  const renewed = withNewCertificates(from, to)
  if (renewed.size > 0) {
    await disk.write('try without what gets a new certificate', CONF, encode(without(text, renewed)), 0o644)
    await reread(wait)
    await disk.write(`try ${CONF}`, CONF, encode(text), 0o644)
  }
  await reread(wait)
  const lost = missingIn(to, await statusAll())
  // The starter tells charon only of what changed since it last read: what charon lost in between has to go and come back.
  if (lost.length > 0) {
    await disk.write('try without what charon lost', CONF, encode(without(text, new Set(lost))), 0o644)
    await reread(wait)
    await disk.write(`try ${CONF}`, CONF, encode(text), 0o644)
    await reread(wait)
  }
  const now = await statusAll()
  const missing = missingIn(to, now)
  if (missing.length > 0)
    throw new ToolError(
      'failed',
      'starter',
      `charon did not load ${missing.join(', ')}; the journal says why`,
    )
  for (const sa of saysGoodbyeTo(from, to, now)) await run('ipsec', ['stroke', 'down-nb', sa])
}

const missingIn = ({ conns }: StarterConfig, { loaded }: StatusAll): string[] =>
  [...conns.keys()].filter(name => !loaded.has(name))

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** The text without these sections. */
const without = (text: string, names: ReadonlySet<string>): string =>
  text
    .split(/^(?=conn )/m)
    .filter(part => !names.has(/^conn (\S+)/.exec(part)?.[1] ?? ''))
    .join('')

const statusAll = async (): Promise<StatusAll> => {
  const { code, out, words } = await run('ipsec', ['statusall'])
  if (code !== 0) throw new ToolError('missing', 'starter', words.trim() || 'it does not run')
  try {
    return readStatusAll(out)
  } catch (cause) {
    throw new ToolError('failed', 'starter', cause instanceof Error ? cause.message : 'not understood', {
      cause,
    })
  }
}

/** charon itself reads its settings again at this signal; the starter's process is another. */
const charonPid = async (): Promise<number> => {
  if ((await starterPid()) === undefined) throw new ToolError('missing', 'starter', 'it does not run')
  const pid = (await readFile('/run/charon.pid', 'utf8')).trim()
  if (!/^[1-9]\d{0,9}$/.test(pid)) throw new ToolError('failed', 'starter', 'charon has no process')
  return Number(pid)
}
