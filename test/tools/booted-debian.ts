import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ensureBase } from '../../infra/lab/image/base.ts'
import { cacheFolder } from '../../infra/lab/image/cache.ts'
import { eventually } from '../../infra/lab/patience.ts'
import { Namespace } from './namespace.ts'

const exec = promisify(execFile)

/**
 * The first process of the namespace becomes systemd, in the lab's root filesystem ($1) of which every change is forgotten, and in
 * a control group of its own ($2). Nothing in there may touch what is not the namespace's: devices are three handfuls of bytes,
 * and what would load modules, set the whole kernel or look at its hardware is off.
 */
const BOOT = `
  set -e
  mount -t tmpfs tmpfs /run
  cd /run
  mkdir changes work root cgroup
  mount -t cgroup2 cgroup2 cgroup
  mkdir "cgroup/$2"
  echo 0 >"cgroup/$2/cgroup.procs"
  umount cgroup
  mount -t overlay overlay -o "lowerdir=$1,upperdir=changes,workdir=work" root
  cd root
  : >etc/fstab
  for unit in systemd-udev-trigger systemd-modules-load systemd-sysctl modprobe@; do
    ln -s /dev/null "etc/systemd/system/$unit.service"
  done
  mount -t proc proc proc
  mount -t sysfs sysfs sys
  mount -t tmpfs tmpfs run
  mount -t tmpfs tmpfs tmp
  mount -t tmpfs tmpfs dev
  mkdir dev/net
  for device in null zero full random urandom tty net/tun; do
    : >"dev/$device"
    mount --bind "/dev/$device" "dev/$device"
  done
  mkdir dev/pts dev/shm
  mount -t devpts -o newinstance,ptmxmode=666 devpts dev/pts
  ln -s pts/ptmx dev/ptmx
  pivot_root . mnt
  umount -l mnt
  ip link set lo up
  echo ready
  exec unshare --cgroup --uts --ipc env -i container=other /lib/systemd/systemd >/dev/null 2>&1
`

/** A whole Debian gateway without a machine of its own: real systemd, udev, networkd and strongSwan, on this kernel. Needs root. */
export class BootedDebian implements AsyncDisposable {
  readonly inside: Namespace
  readonly #group: string

  private constructor(inside: Namespace, group: string) {
    this.inside = inside
    this.#group = group
  }

  /** Makes the lab's root filesystem if it is not there yet, and waits until all services run. */
  static async boot(): Promise<BootedDebian> {
    const base = await ensureBase(cacheFolder(), line => console.log(line))
    const group = `cygnet-test-${process.pid}-${Math.random().toString(36).slice(2)}`
    const inside = await Namespace.create(BOOT, join(base.folder, 'rootfs'), group)
    const booted = new BootedDebian(inside, group)
    try {
      const running = ['60', 'systemctl', 'is-system-running', '--wait']
      await eventually('all services run', 60_000, async () =>
        (await inside.run('timeout', running)).stdout === 'running\n' ? true : undefined,
      )
    } catch (cause) {
      const { stdout } = await inside.run('systemctl', ['list-units', '--failed', '--no-legend'])
      await booted[Symbol.asyncDispose]()
      throw new Error(`it does not boot: ${stdout}`, { cause })
    }
    return booted
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.inside[Symbol.asyncDispose]()
    const forget = 'mount -t cgroup2 cgroup2 /mnt && find "/mnt/$1" -depth -type d -exec rmdir {} +'
    // Whatever lived in it has been killed, and takes a moment to be gone.
    await eventually('its control group is gone', 30_000, async () => {
      await exec('unshare', ['--mount', 'sh', '-c', forget, 'forget', this.#group])
      return true
    })
  }
}
