import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { ValidTopology } from '../../schema/topology/topology.ts'
import { type Capture, startCapture } from './capture.ts'
import { cacheFolder, type Log } from './image/cache.ts'
import { ensureImage, type Image } from './image/image.ts'
import { LabError } from './lab-error.ts'
import { Agent } from './machine/agent.ts'
import { cable } from './machine/cabling.ts'
import { Guest } from './machine/guest.ts'
import { agentOf } from './machine/hardware.ts'
import { buildNetwork, namespaceOf, namespacesOf, WIRE_ROOM } from './network/build.ts'
import { CONTROL_NAME } from './network/internet.ts'
import type { LabPlan, Machine, Wire } from './network/plan.ts'
import { planLab } from './network.ts'
import { publishedIn, startOutside } from './outside/start.ts'
import type { Result } from './program.ts'
import { type LabRecord, processOf, removeLab, socketFolder, writeRecord } from './record.ts'
import { byName, LabRoom } from './room.ts'
import { type Transfer, transfer } from './transfer.ts'

export interface LabOptions {
  readonly topology: ValidTopology
  /** Where this lab makes a folder for its disks and logs. */
  readonly folder: string
  /** A Debian package that every gateway has installed: the runner's. */
  readonly deb?: string
  /** Port of the control plane on this machine's loopback, plain HTTP. */
  readonly controlPlane?: { readonly port: number }
  /** The lab outlives this process, until somebody takes it down. */
  readonly keep?: boolean
  /** Folder of images; `cacheFolder()` unless told. */
  readonly cache?: string
  readonly log: Log
}

/**
 * A network of a topology, running on this machine: gateways are virtual machines, everything else network namespaces.
 * No packet leaves them. Needs root. Gateways come up as their installer left them, with nothing of cygnet configured.
 */
export class Lab {
  /** Where gateways find the control plane: HTTPS, with a certificate that they trust. */
  readonly controlPlaneUrl = `https://${CONTROL_NAME}`
  readonly internet: LabRoom
  /** Where this lab's disks and logs are. */
  readonly folder: string
  readonly #record: LabRecord
  readonly #plan: LabPlan
  readonly #guests: ReadonlyMap<string, Guest>
  readonly #rooms: ReadonlyMap<string, LabRoom>

  private constructor(record: LabRecord, plan: LabPlan) {
    this.folder = record.folder
    this.#record = record
    this.#plan = plan
    this.#guests = new Map(guestsOf(record, plan).map(guest => [guest.name, guest]))
    this.#rooms = roomsOf(record)
    this.internet = byName(this.#rooms, 'room', 'internet')
  }

  /** A lab that another process has brought up, from the same topology. */
  static attach(record: LabRecord, topology: ValidTopology): Lab {
    return new Lab(record, planLab(topology))
  }

  /** Runs a command in a gateway or a room of a recorded lab, whichever has that name. Throws `name` for neither. */
  static async execIn(
    record: LabRecord,
    name: string,
    argv: readonly string[],
    options: { readonly timeout: number },
  ): Promise<Result> {
    const id = record.machines[name]
    if (id === undefined) return byName(roomsOf(record), 'machine or host', name).exec(argv, options)
    const agent = new Agent(agentOf(join(socketFolder(record.id), id)))
    const { code, stdout, stderr } = await agent.exec(argv, options)
    agent.close()
    return { code, stdout: stdout.toString('utf8'), stderr: stderr.toString('utf8') }
  }

  /**
   * Builds what is missing of the image, then the network, then wakes all gateways. When anything fails, everything
   * is taken down again before it throws.
   */
  static async up(options: LabOptions): Promise<Lab> {
    const { topology, log } = options
    if (process.getuid?.() !== 0)
      throw new LabError('program', 'a lab needs root: it makes network namespaces')
    const image = await ensureImage(options.cache ?? cacheFolder(), options.deb, log)
    const plan = planLab(topology)
    const record = await newRecord(plan, image, resolve(options.folder), options.keep ?? false)
    try {
      const cabling = cable(plan, socketFolder(record.id))
      await buildNetwork(plan, cabling.taps, prefixOf(record.id))
      record.processes.push(
        ...(await startOutside(record, image, cabling.trunks, options.controlPlane?.port)),
      )
      await writeRecord(record)
      const lab = new Lab(record, plan)
      log(`lab: waking ${plan.machines.map(({ name }) => name).join(', ')}`)
      for (const { id } of plan.machines) await mkdir(join(socketFolder(record.id), id))
      await Promise.all([...lab.#guests.values()].map(guest => guest.wake()))
      return lab
    } catch (error) {
      await removeLab(record)
      throw error
    }
  }

  /** Throws `name` when there is no such gateway. */
  gateway(name: string): Guest {
    return this.#guest('gateway', name, name)
  }

  /** A gateway of somebody else: plain strongSwan. Throws `name` when the topology has no such peer. */
  peer(name: string): Guest {
    return this.#guest('peer', name, name)
  }

  /** The laptop of a user who may dial in; the first two of each access have one. Throws `name` for the others. */
  laptop(user: string): Guest {
    return this.#guest('laptop', user, `laptop/${user}`)
  }

  /** Where the internet reaches a machine, in front of its NAT. Throws `name` for one that nobody can reach. */
  addressOf(machine: string): string {
    const addresses = this.#plan.machines.flatMap(({ name, publicAddress }) =>
      publicAddress === undefined ? [] : [[name, publicAddress] as const],
    )
    return byName(new Map(addresses), 'machine in the internet', machine)
  }

  /** A host behind a site: `rlyeh/containers` by its network, or `rlyeh/lxdbr0` by its interface. */
  host(name: string): LabRoom {
    return byName(this.#rooms, 'host', name)
  }

  /**
   * Listens on a wire (`vlan/4090`, `internet/rlyeh`), or on all of a kind (`internet`, `vlan`, `private`, `site`).
   * What is lost on a wire because it is too large was seen before it.
   */
  capture(options: { where: string; filter?: string }): Promise<Capture> {
    const wires = wiresOf(this.#plan, options.where)
    const room = new LabRoom(WIRE_ROOM, namespaceOf(prefixOf(this.#record.id), WIRE_ROOM))
    return startCapture(room, wires, options.filter ?? '')
  }

  /** Sends random bytes by TCP from one host to another; throws when other bytes arrive than were sent. */
  transfer(options: { from: string; to: string; bytes: number; timeout?: number }): Promise<Transfer> {
    return transfer(this.host(options.from), this.host(options.to), options.bytes, options.timeout)
  }

  /**
   * Gives a file away at `http://198.51.100.10/<name>`, where laptops also find every host that certificates name as the
   * place of their revocation list. The same name again replaces it.
   */
  async publish(name: string, bytes: string | Uint8Array): Promise<void> {
    await mkdir(publishedIn(this.#record), { recursive: true })
    await writeFile(join(publishedIn(this.#record), name), bytes)
  }

  /** Lets go of the lines to the gateways, so that this process can end; the lab stays up. */
  close(): void {
    for (const guest of this.#guests.values()) guest.close()
  }

  /** Takes everything down; disks go, logs stay. Twice is fine. */
  async down(): Promise<void> {
    this.close()
    await removeLab(this.#record)
  }

  #guest(kind: Machine['kind'], name: string, machine: string): Guest {
    const some = this.#plan.machines.filter(each => each.kind === kind).map(each => each.name)
    const known = new Map([...this.#guests].filter(([each]) => some.includes(each)))
    return known.get(machine) ?? byName(known, kind, name)
  }
}

/** What a lab's namespaces begin with. */
const prefixOf = (id: string): string => `cyg-${id}`

/** The rooms of a lab, by all of their names; from its record, so that any process can use them. */
const roomsOf = (record: LabRecord): ReadonlyMap<string, LabRoom> =>
  new Map(Object.entries(record.rooms).map(([name, namespace]) => [name, new LabRoom(name, namespace)]))

const guestsOf = (record: LabRecord, plan: LabPlan): Guest[] => {
  const { plugs } = cable(plan, socketFolder(record.id))
  return plan.machines.map(
    machine =>
      new Guest({
        machine,
        image: record.image,
        prefix: prefixOf(record.id),
        sockets: join(socketFolder(record.id), machine.id),
        folder: record.folder,
        keep: record.owner === undefined,
        plugs: plugs.get(machine.name) ?? [],
      }),
  )
}

const newRecord = async (plan: LabPlan, image: Image, folder: string, keep: boolean): Promise<LabRecord> => {
  const id = randomBytes(3).toString('hex')
  const owner = keep ? undefined : await processOf(process.pid)
  const names = plan.rooms.flatMap(({ name, also }) => [name, ...also].map(each => [each, name] as const))
  const record: LabRecord = {
    id,
    folder: join(folder, id),
    namespaces: namespacesOf(plan, prefixOf(id)),
    processes: [],
    image,
    ...(owner && { owner }),
    machines: Object.fromEntries(plan.machines.map(({ name, id }) => [name, id])),
    rooms: Object.fromEntries(names.map(([each, name]) => [each, namespaceOf(prefixOf(id), name)])),
  }
  await mkdir(record.folder, { recursive: true })
  await writeRecord(record)
  return record
}

const wiresOf = (plan: LabPlan, where: string): readonly Wire[] => {
  const wires = plan.wires.filter(({ name }) => name === where || name.startsWith(`${where}/`))
  if (wires.length > 0) return wires
  throw new LabError(
    'name',
    `the lab has no wire "${where}"; it has ${plan.wires.map(({ name }) => name).join(', ')}`,
  )
}
