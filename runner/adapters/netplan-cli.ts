import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Netplan } from '../ports/netplan.ts'
import { ToolError } from '../ports/tool-error.ts'
import { run, succeed } from './process.ts'

/** Where netplan tells networkd of virtual devices. */
const NETWORKD = '/run/systemd/network'
const DEVICE = /^10-netplan-([A-Za-z0-9_.-]{1,15})\.netdev$/

/** netplan by its command line; `scratch` is a folder in memory for the files that are only tried. */
export const netplanCli = (scratch = '/run'): Netplan => ({
  check: async text => {
    const root = await mkdtemp(join(scratch, 'cygnet-netplan-'))
    try {
      await mkdir(join(root, 'etc'))
      await cp('/etc/netplan', join(root, 'etc/netplan'), { recursive: true, force: true }).catch(
        () => undefined,
      )
      await mkdir(join(root, 'etc/netplan'), { recursive: true })
      await writeFile(join(root, 'etc/netplan/60-cygnet.yaml'), text, { mode: 0o600 })
      const { code, out, words } = await run('netplan', ['generate', '--root-dir', root])
      if (code !== 0)
        throw new ToolError(
          'refused',
          'netplan',
          (words || out).replaceAll(root, '').trim() || `exit code ${code}`,
        )
    } finally {
      await rm(root, { recursive: true, force: true })
    }
  },
  generate: async () => {
    await succeed('netplan', ['generate'])
  },
  apply: async () => {
    const before = await vlans()
    await succeed('netplan', ['generate'])
    const after = await vlans()
    const stale = [...before.keys()].filter(name => madeWith(before.get(name)) !== madeWith(after.get(name)))
    if (stale.length > 0) await forget(stale)
    await succeed('netplan', ['apply'], { seconds: 45 })
  },
})

/** VLANs by name, with what networkd is told of each. Other virtual devices are never cygnet's. */
const vlans = async (): Promise<ReadonlyMap<string, string>> => {
  const names = (await readdir(NETWORKD).catch((): string[] => [])).filter(name => DEVICE.test(name))
  const texts = await Promise.all(
    names.map(
      async name => [DEVICE.exec(name)?.[1] ?? '', await readFile(join(NETWORKD, name), 'utf8')] as const,
    ),
  )
  return new Map(texts.filter(([, text]) => /^Kind=vlan$/m.test(text)))
}

/** What a device was made with for good: an MTU can be changed while it lives, all else (a VLAN's number) cannot. */
const madeWith = (text: string | undefined): string | undefined => text?.replace(/^MTUBytes=.*\n/m, '')

/**
 * networkd leaves a virtual device as it is when its file goes or says something else, and makes one that is missing by the
 * file as it read it first: only a networkd that started anew knows better. A device that is already gone is fine.
 */
const forget = async (devices: readonly string[]): Promise<void> => {
  for (const device of devices) await run('ip', ['link', 'delete', 'dev', device])
  await succeed('systemctl', ['restart', 'systemd-networkd.service'])
}
