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
    const before = await virtualDevices()
    await succeed('netplan', ['generate'])
    const after = await virtualDevices()
    for (const device of before.keys())
      if (!isSame(before.get(device), after.get(device))) await removeDevice(device)
    await succeed('netplan', ['apply'], { seconds: 45 })
  },
})

/** Virtual devices by name, with what networkd is told of each. */
const virtualDevices = async (): Promise<ReadonlyMap<string, string>> => {
  const names = (await readdir(NETWORKD).catch((): string[] => [])).filter(name => DEVICE.test(name))
  const texts = names.map(
    async name => [DEVICE.exec(name)?.[1] ?? '', await readFile(join(NETWORKD, name), 'utf8')] as const,
  )
  return new Map(await Promise.all(texts))
}

/** An MTU can be changed on a device that lives; all else (a VLAN's number) is what it was made with. */
const isSame = (before: string | undefined, after: string | undefined): boolean =>
  madeWith(before) === madeWith(after)

const madeWith = (text: string | undefined): string | undefined => text?.replace(/^MTUBytes=.*\n/m, '')

/**
 * networkd leaves a virtual device behind when its file goes, and as it is when its file says something else; it makes
 * the device anew where there is none. That it is already gone is fine.
 */
const removeDevice = async (device: string): Promise<void> => {
  await run('ip', ['link', 'delete', 'dev', device])
}
