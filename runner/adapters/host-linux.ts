import { accessSync, constants, statfsSync } from 'node:fs'
import type { FolderState, Host, UnitState } from '../ports/host.ts'
import { run } from './process.ts'

/** Bytes of an ICMP header. */
const ICMP = 8

/** A Linux host with systemd: its own tools by their arguments, each with a bound on time and output. */
export const linuxHost: Host = {
  units: async names => {
    const states = await Promise.all(
      names.map(async (name): Promise<[string, UnitState][]> => {
        const out = await outputOf('systemctl', ['show', '--property=ActiveState,UnitFileState', name])
        if (out === undefined) return []
        const active = /^ActiveState=(?:active|activating|reloading)$/m.test(out)
        return [[name, { active, enabled: /^UnitFileState=(.*)$/m.exec(out)?.[1] ?? '' }]]
      }),
    )
    return new Map(states.flat())
  },
  networkdConfig: async () => await outputOf('systemd-analyze', ['cat-config', 'systemd/networkd.conf']),
  nftRuleset: async () => await outputOf('nft', ['-j', 'list', 'ruleset']),
  synchronised: async () => {
    const out = await outputOf('timedatectl', ['show', '--property=NTPSynchronized', '--value'])
    return out === undefined ? undefined : { yes: true, no: false }[out.trim()]
  },
  folder: async path => await Promise.resolve(folderState(path)),
  carries: async (from, to, bytes) => {
    const payload = bytes - (to.includes(':') ? 40 : 20) - ICMP
    const args = ['-n', '-q', '-M', 'do', '-c', '1', '-W', '1', '-s', String(payload), '-I', from, '--', to]
    return (await outputOf('ping', args, 3)) !== undefined
  },
}

/** What a program says that succeeds; undefined when it does not, is missing, or is too slow. */
const outputOf = async (tool: string, args: readonly string[], seconds = 10): Promise<string | undefined> => {
  try {
    const { code, out } = await run(tool, args, { seconds })
    return code === 0 ? out : undefined
  } catch {
    return undefined
  }
}

const folderState = (path: string): FolderState | undefined => {
  try {
    const { bavail, bsize } = statfsSync(path)
    return { free: bavail * bsize, writable: isWritable(path) }
  } catch {
    return undefined
  }
}

const isWritable = (path: string): boolean => {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}
