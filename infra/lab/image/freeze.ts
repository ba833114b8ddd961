import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LabError } from '../lab-error.ts'
import { Agent } from '../machine/agent.ts'
import { agentOf, machineArguments, monitorOf } from '../machine/hardware.ts'
import { tellMonitor, untilStatus } from '../machine/monitor.ts'
import { MORTAL, startDetached } from '../program.ts'
import type { Accelerator } from './accelerator.ts'
import type { Base } from './base.ts'
import { MEMORY } from './recipe.ts'

/** Milliseconds for a boot in plain emulation on a busy machine; 20 s when it is idle. */
export const BOOT_LIMIT = 300_000

/**
 * Milliseconds by which the frozen gateway's clock is behind. All clones wake with the random state of their charon, and
 * would make the same keys; OpenSSL takes fresh randomness when it sees that more than an hour has passed.
 */
const CLOCK_BEHIND = 365 * 86_400_000

/**
 * What a gateway will soon run: once before the freeze, so that its pages are in the memory that every gateway wakes
 * with and not read again in each.
 */
const WARM = `systemctl is-system-running --wait
swanctl --stats; swanctl --load-all; swanctl --list-sas; ip xfrm state; netplan generate; networkctl list
iptables-nft-save; iptables-nft-restore --test </dev/null; iptables-legacy-save; nft list ruleset
sysctl net.ipv4.ip_forward; fping -c1 127.0.0.1; curl --version; perl -e 1; python3 -c 'import fcntl, struct, os'
modprobe -a 8021q bridge esp4 xfrm_user virtio_net gcm authenc
/lib/systemd/systemd-networkd-wait-online --help; systemd-run --help
command -v cygnet-runner && cygnet-runner --help && cygnet-runner status
sync`

/** Boots `disk.raw` in `folder` once, and leaves there `memory` and `devices` of the running gateway. */
export const freeze = async (base: Base, accelerator: Accelerator, folder: string): Promise<void> => {
  const room = await mkdtemp(join(tmpdir(), 'cygnet-boot-'))
  const machine = machineArguments({
    kernel: join(base.folder, 'vmlinuz'),
    initrd: join(base.folder, 'initrd.gz'),
    disk: { file: join(folder, 'disk.raw'), format: 'raw' },
    accelerator: accelerator.arguments,
    memory: MEMORY,
    memoryFrom: { kind: 'made', file: join(folder, 'memory') },
    clock: new Date(Date.now() - CLOCK_BEHIND),
    folder: room,
    console: join(room, 'console.log'),
  })
  // It is in no record.
  const pid = await startDetached([...MORTAL, ...machine], join(room, 'qemu.log'))
  try {
    await tellMonitor(monitorOf(room), [{ execute: 'cont' }])
    const agent = new Agent(agentOf(room))
    await agent.ready(BOOT_LIMIT)
    const warm = await agent.exec(['sh', '-c', WARM], { timeout: BOOT_LIMIT })
    const words = `${warm.stdout.toString()}${warm.stderr.toString()}`
    if (!words.startsWith('running'))
      throw new LabError('boot', `the first boot is not healthy: ${words.slice(0, 2000)}`)
    agent.close()
    await save(monitorOf(room), join(folder, 'devices'))
  } finally {
    end(pid)
    await rm(room, { recursive: true, force: true })
  }
}

/** Memory is in its file already, so QEMU writes half a megabyte of device states; the disk is flushed with it. */
const save = async (monitor: string, file: string): Promise<void> => {
  await tellMonitor(monitor, [
    {
      execute: 'migrate-set-capabilities',
      arguments: { capabilities: [{ capability: 'x-ignore-shared', state: true }] },
    },
    { execute: 'stop' },
    { execute: 'migrate', arguments: { uri: `exec:cat >'${file}'` } },
  ])
  await untilStatus(monitor, 'query-migrate', ['completed'], 60_000)
  await tellMonitor(monitor, [{ execute: 'quit' }])
}

const end = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it has quit, as it should
  }
}
