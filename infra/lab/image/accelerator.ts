import { access, mkdir, readFile, writeFile } from 'node:fs/promises'
import { cpus, release } from 'node:os'
import { join } from 'node:path'
import { run } from '../program.ts'
import type { Base } from './base.ts'
import type { Log } from './cache.ts'

/** How QEMU runs a gateway. A snapshot taken under one cannot be woken under the other, so `name` is part of its key. */
export interface Accelerator {
  readonly name: string
  readonly arguments: string[]
}

const TCG: Accelerator = { name: 'tcg', arguments: ['-accel', 'tcg,thread=multi,tb-size=256', '-cpu', 'max'] }
const KVM: Accelerator = {
  name: `kvm ${cpus()[0]?.model ?? ''}`,
  arguments: ['-accel', 'kvm', '-cpu', 'host'],
}

/**
 * KVM where it really runs Debian's kernel, plain emulation elsewhere. `/dev/kvm` may exist and hang, so it is tried
 * once with a deadline; the answer is kept per kernel of this machine.
 */
export const chooseAccelerator = async (cache: string, base: Base, log: Log): Promise<Accelerator> => {
  const file = join(cache, `accelerator-${release()}`)
  await mkdir(cache, { recursive: true })
  const known = await readFile(file, 'utf8').catch(() => undefined)
  if (known !== undefined) return known === 'kvm' ? KVM : TCG
  const works = await bootsUnderKvm(base)
  log(works ? 'lab: KVM works here' : 'lab: no KVM that boots a kernel here, gateways are emulated')
  await writeFile(file, works ? 'kvm' : 'tcg')
  return works ? KVM : TCG
}

/** The initial RAM disk switches the machine off at once when it is asked to: QEMU then exits with 0. */
const bootsUnderKvm = async (base: Base): Promise<boolean> => {
  const possible = await access('/dev/kvm').then(
    () => true,
    () => false,
  )
  if (!possible) return false
  const boot = ['-kernel', join(base.folder, 'vmlinuz'), '-initrd', join(base.folder, 'initrd.gz')]
  const rest = ['-append', 'cygnet.probe quiet', '-m', '256', '-nodefaults', '-display', 'none', '-no-reboot']
  return run(['qemu-system-x86_64', ...KVM.arguments, ...boot, ...rest], { timeout: 15_000 }).then(
    result => result.code === 0,
    () => false,
  )
}
