/** What a machine is started from. All paths are absolute. */
export interface Hardware {
  readonly kernel: string
  readonly initrd: string
  readonly disk: { readonly file: string; readonly format: 'raw' | 'qcow2' }
  readonly accelerator: readonly string[]
  /** MiB. */
  readonly memory: number
  /**
   * `made`: memory written through to a file, from which clones start. `cloned`: private pages over such a file.
   * `fresh`: nothing on disk.
   */
  readonly memoryFrom:
    | { readonly kind: 'made' | 'cloned'; readonly file: string }
    | { readonly kind: 'fresh' }
  /** What the machine's clock shows when it is switched on; today's time unless told. */
  readonly clock?: Date
  /** Folder of `monitor.sock` and `agent.sock`; short, a socket's path has 107 bytes. */
  readonly folder: string
  /** The file that the serial console is written to. */
  readonly console: string
}

/** The names of a machine's sockets inside its folder. */
export const monitorOf = (folder: string): string => `${folder}/monitor.sock`
export const agentOf = (folder: string): string => `${folder}/agent.sock`

/**
 * The kernel's command line. The second line is a tenth of every boot in emulation: defences against a processor that foretells
 * and against whoever reads freed memory, and two services that nobody in a gateway asks.
 */
const KERNEL = [
  'console=ttyS0 quiet net.ifnames=0 random.trust_cpu=on panic=-1',
  'mitigations=off init_on_alloc=0 apparmor=0 audit=0',
].join(' ')

/**
 * QEMU's command line. The machine stops before its first instruction: network cards are plugged in, memory is woken,
 * then it is told to go. The hardware is the same in all three kinds, or a clone could not take the state of the made one.
 */
export const machineArguments = (hardware: Hardware): string[] =>
  [
    ['qemu-system-x86_64'],
    ['-machine', 'pc-i440fx-7.2,memory-backend=ram', ...hardware.accelerator, '-smp', '1'],
    ['-m', String(hardware.memory), '-object', memoryBackend(hardware)],
    ['-nodefaults', '-no-user-config', '-display', 'none', '-rtc', `base=${clockOf(hardware)}`, '-S'],
    ['-kernel', hardware.kernel, '-initrd', hardware.initrd],
    ['-append', KERNEL, '-no-reboot'],
    ['-drive', `file=${hardware.disk.file},format=${hardware.disk.format},if=none,id=disk,discard=unmap`],
    ['-device', 'virtio-blk-pci,drive=disk', '-device', 'virtio-serial-pci'],
    ['-serial', `file:${hardware.console}`],
    ['-chardev', `socket,id=agent,path=${agentOf(hardware.folder)},server=on,wait=off`],
    ['-device', 'virtserialport,chardev=agent,name=org.qemu.guest_agent.0'],
    ['-qmp', `unix:${monitorOf(hardware.folder)},server=on,wait=off`],
    hardware.memoryFrom.kind === 'cloned' ? ['-incoming', 'defer'] : [],
  ].flat()

/** As QEMU reads it: UTC without a zone. */
const clockOf = ({ clock }: Hardware): string => clock?.toISOString().slice(0, 19) ?? 'utc'

const memoryBackend = ({ memory, memoryFrom }: Hardware): string => {
  if (memoryFrom.kind === 'fresh') return `memory-backend-ram,id=ram,size=${memory}M`
  const share = memoryFrom.kind === 'made' ? 'on' : 'off'
  return `memory-backend-file,id=ram,size=${memory}M,mem-path=${memoryFrom.file},share=${share}`
}
