import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Netplan } from '../ports/netplan.ts'
import { ToolError } from '../ports/tool-error.ts'
import { netplanFiles, onlyNetworkdDiffers, staleVlans } from './netplan-files.ts'
import { type Ran, run, succeed } from './process.ts'

/** What `netplan generate` calls. Called by itself it spares a slow gateway the start of a Python. */
const GENERATOR = '/usr/libexec/netplan/generate'

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
      const { code, out, words } = await generator('--root-dir', root)
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
  generate,
  apply: async () => {
    const before = await netplanFiles()
    await generate()
    const after = await netplanFiles()
    const stale = staleVlans(before, after)
    if (stale.length > 0) await forget(stale)
    const light = onlyNetworkdDiffers(before, after, existsSync('/run/NetworkManager'))
    if (!light || !(await reloaded())) await succeed('netplan', ['apply'], { seconds: 45 })
  },
})

/** netplan's generator. Releases that do not have it as a program of its own have it as a command. */
const generator = async (...args: readonly string[]): Promise<Ran> => {
  try {
    return await run(GENERATOR, args)
  } catch (error) {
    if (error instanceof ToolError && error.code === 'missing')
      return await run('netplan', ['generate', ...args])
    throw error
  }
}

const generate = async (): Promise<void> => {
  const { code, out, words } = await generator()
  if (code !== 0) throw new ToolError('failed', 'netplan', (words || out).trim() || `exit code ${code}`)
}

/** False where networkd does not answer, not running for example: netplan knows what to do then. */
const reloaded = async (): Promise<boolean> => (await run('networkctl', ['reload'])).code === 0

/**
 * networkd leaves a virtual device as it is when its file goes or says something else, and makes one that is missing by the
 * file as it read it first: only a networkd that started anew knows better. A device that is already gone is fine.
 */
const forget = async (devices: readonly string[]): Promise<void> => {
  for (const device of devices) await run('ip', ['link', 'delete', 'dev', device])
  await succeed('systemctl', ['restart', 'systemd-networkd.service'])
}
