import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { BOOT_LIMIT } from '../image/freeze.ts'
import type { Image } from '../image/image.ts'
import { MEMORY } from '../image/recipe.ts'
import { LabError } from '../lab-error.ts'
import { namespaceOf, WIRE_ROOM } from '../network/build.ts'
import type { Machine } from '../network/plan.ts'
import { eventually } from '../patience.ts'
import { MORTAL, must, type Result, startDetached } from '../program.ts'
import { Agent, type GuestOptions } from './agent.ts'
import { agentOf, type Hardware, machineArguments, monitorOf } from './hardware.ts'
import { type MonitorCommand, tellMonitor, untilStatus } from './monitor.ts'
import { onlineScript, settlingScript } from './settling.ts'

/** Where a guest lives on this machine. */
export interface Place {
  readonly machine: Machine
  readonly image: Image
  /** Prefix of the lab's namespaces. */
  readonly prefix: string
  /** Short folder of its sockets; exists. */
  readonly sockets: string
  /** Folder of its disk and logs; exists. */
  readonly folder: string
  /** It outlives the process that starts it. */
  readonly keep: boolean
  readonly plugs: readonly MonitorCommand[]
}

/** A running gateway, peer or laptop. Commands in it need no network; what they answer is a result, never an error. */
export class Guest {
  readonly name: string
  readonly #place: Place
  #agent: Agent

  constructor(place: Place) {
    this.name = place.machine.name
    this.#place = place
    this.#agent = new Agent(agentOf(place.sockets))
  }

  /** Wakes from the image's snapshot with a disk of its own: a second, plus what the guest needs to find its cards. */
  async wake(): Promise<void> {
    const { image, machine, sockets } = this.#place
    const base = ['-b', image.disk, '-F', 'raw']
    await must(['qemu-img', 'create', '-q', '-f', 'qcow2', ...base, this.#disk()])
    await this.#start({ kind: 'cloned', file: image.memory })
    await tellMonitor(monitorOf(sockets), [
      {
        execute: 'migrate-set-capabilities',
        arguments: { capabilities: [{ capability: 'x-ignore-shared', state: true }] },
      },
      { execute: 'migrate-incoming', arguments: { uri: `exec:cat '${image.devices}'` } },
    ])
    await untilStatus(monitorOf(sockets), 'query-migrate', ['completed'], 60_000)
    await tellMonitor(monitorOf(sockets), [{ execute: 'cont' }])
    await this.#agent.ready(60_000)
    await this.#script('settling', settlingScript(machine, new Date()))
    await tellMonitor(monitorOf(sockets), this.#place.plugs)
    await this.#script('going online', onlineScript(machine))
  }

  /** Runs a program; `stdout` and `stderr` are read as UTF-8. Throws `timeout`, and `agent` while the power is off. */
  async exec(argv: readonly string[], options: GuestOptions = {}): Promise<Result> {
    const { code, stdout, stderr } = await this.#agent.exec(argv, options)
    return { code, stdout: stdout.toString('utf8'), stderr: stderr.toString('utf8') }
  }

  /** Writes a file whole, making the folders above it; `mode` like 0o600. */
  async write(path: string, bytes: string | Uint8Array, mode = 0o644): Promise<void> {
    const script = 'umask 077; mkdir -p "$(dirname "$1")" && cat >"$1" && chmod "$2" "$1"'
    await this.#must(['sh', '-c', script, 'sh', path, mode.toString(8)], bytes)
  }

  /** Undefined when there is no such file. */
  async read(path: string): Promise<Uint8Array | undefined> {
    const { code, stdout } = await this.#agent.exec(['cat', path])
    return code === 0 ? stdout : undefined
  }

  /** Power is gone from one instruction to the next: what was not synced is lost. Resolves when the machine is dead. */
  async powerCut(): Promise<void> {
    this.#agent.end()
    const pid = await this.#process()
    if (pid === undefined) return
    process.kill(pid, 'SIGKILL')
    await eventually('the machine is off', 30_000, async () => ((await holdsNothing(pid)) ? true : undefined))
  }

  /** Cuts the power if it is on, and boots from the disk as it is: a cold boot, about 20 s in emulation. */
  async restart(): Promise<void> {
    if ((await this.#process()) !== undefined) await this.powerCut()
    await this.#start({ kind: 'fresh' })
    this.#agent = new Agent(agentOf(this.#place.sockets))
    await tellMonitor(monitorOf(this.#place.sockets), [...this.#place.plugs, { execute: 'cont' }])
    await this.#agent.ready(BOOT_LIMIT)
    await this.#script('booting', onlineScript(this.#place.machine))
  }

  /** Lets go of the line to the machine, so that this process can end. The machine runs on. */
  close(): void {
    this.#agent.close()
  }

  #disk(): string {
    return `${this.#place.folder}/${this.#place.machine.id}.qcow2`
  }

  async #start(memoryFrom: Hardware['memoryFrom']): Promise<void> {
    const { image, machine, prefix, sockets, folder, keep } = this.#place
    const hardware: Hardware = {
      kernel: `${image.base.folder}/vmlinuz`,
      initrd: `${image.base.folder}/initrd.gz`,
      disk: { file: this.#disk(), format: 'qcow2' },
      accelerator: image.accelerator.arguments,
      memory: MEMORY,
      memoryFrom,
      folder: sockets,
      console: `${folder}/${machine.id}.console.log`,
    }
    const inside = ['ip', 'netns', 'exec', namespaceOf(prefix, WIRE_ROOM)]
    // A test that runs out of time leaves no machine that computes for nobody.
    const outer = keep ? inside : [...MORTAL, ...inside]
    await startDetached([...outer, ...machineArguments(hardware)], `${folder}/${machine.id}.qemu.log`)
    await sleep(50)
  }

  /** QEMU's process, told from the others in the namespace by its monitor's socket. */
  async #process(): Promise<number | undefined> {
    const { stdout } = await must(['ip', 'netns', 'pids', namespaceOf(this.#place.prefix, WIRE_ROOM)])
    for (const pid of stdout.split('\n').filter(line => line !== ''))
      if ((await commandOf(pid)).includes(monitorOf(this.#place.sockets))) return Number(pid)
    return undefined
  }

  async #script(what: string, script: string): Promise<void> {
    const { code, stderr } = await this.#agent.exec(['sh', '-s'], { stdin: script, timeout: 120_000 })
    if (code !== 0)
      throw new LabError('boot', `${this.name}: ${what} failed: ${stderr.toString().slice(-1000)}`)
  }

  async #must(argv: readonly string[], stdin: string | Uint8Array): Promise<void> {
    const { code, stderr } = await this.#agent.exec(argv, { stdin })
    if (code !== 0)
      throw new LabError('agent', `${this.name}: ${argv.at(-2)}: ${stderr.toString().slice(-500)}`)
  }
}

/**
 * Whether a killed process has let go of its disk and its sockets: that takes its last thread, and on a busy machine a while after its
 * command line is gone. The next machine would be refused the disk, and the monitor asked would be the dead one's.
 */
const holdsNothing = async (pid: number): Promise<boolean> => {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => [])
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return threads.length === 0 || (threads.length === 1 && stat.includes(') Z '))
}

const commandOf = (pid: string): Promise<string> => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
