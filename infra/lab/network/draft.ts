import type { Cidr } from '../../../schema/topology/address.ts'
import { uplink } from './numbers.ts'
import type { Card, LabPlan, Machine, Port, Room, RoomRoute, Wire } from './plan.ts'

/** A room while it is being drawn. */
export interface DraftRoom {
  readonly name: string
  readonly also: readonly string[]
  readonly forwards: boolean
  readonly proxies: boolean
  readonly ports: Port[]
  readonly own: string[]
  readonly routes: RoomRoute[]
  /** Rules of nftables, by the text of their chain's head. */
  readonly rules: Map<string, string[]>
}

/** Collects wires, rooms and machines while a topology is walked through; each is made when it is first asked for. */
export class Draft {
  readonly #wires = new Map<string, Wire>()
  readonly #rooms = new Map<string, DraftRoom>()
  readonly #taken: readonly Cidr[]

  /** `taken` are the addresses that somebody has already: nothing is made up beside them. */
  constructor(taken: readonly Cidr[] = []) {
    this.#taken = taken
  }

  /** A made-up place in `range` (a /24) for the n-th machine. */
  uplink(range: string, n: number): { readonly router: Cidr; readonly own: Cidr } {
    return uplink(range, n, this.#taken)
  }

  wire(name: string): string {
    if (!this.#wires.has(name)) this.#wires.set(name, { name, device: `w${this.#wires.size}` })
    return name
  }

  room(name: string, options: { forwards: boolean; proxies?: boolean; also?: readonly string[] }): DraftRoom {
    const known = this.#rooms.get(name)
    if (known !== undefined) return known
    const { forwards, proxies = false, also = [] } = options
    const room = {
      name,
      also,
      forwards,
      proxies,
      ports: [],
      own: [],
      routes: [],
      rules: new Map<string, string[]>(),
    }
    this.#rooms.set(name, room)
    return room
  }

  plan(machines: readonly Machine[]): LabPlan {
    const rooms: Room[] = [...this.#rooms.values()].map(({ rules, ...room }) => ({
      ...room,
      filter: ruleset(rules),
    }))
    return { wires: [...this.#wires.values()], rooms, machines }
  }
}

/** Adds a rule to the chain with this head (`type filter hook forward priority 0; policy drop;`). */
export const addRule = (room: DraftRoom, head: string, ...rules: readonly string[]): void => {
  room.rules.set(head, [...(room.rules.get(head) ?? []), ...rules])
}

/** Connects a room to a wire; the same device twice is one port with both addresses. */
export const addPort = (
  room: DraftRoom,
  device: string,
  wire: string,
  addresses: readonly string[],
): void => {
  const index = room.ports.findIndex(port => port.device === device)
  const known = room.ports[index]
  if (known === undefined) room.ports.push({ device, wire, addresses })
  else room.ports[index] = { ...known, addresses: [...new Set([...known.addresses, ...addresses])] }
}

/** The n-th network card of the n-th machine: an address of QEMU's range that says which. */
export const macOf = (machine: number, card: number): Card['mac'] =>
  ['52', '54', '00', '00', hex(machine + 1), hex(card + 1)].join(':')

const hex = (number: number): string => number.toString(16).padStart(2, '0')

const ruleset = (rules: ReadonlyMap<string, readonly string[]>): string => {
  const chains = [...rules].map(
    ([head, lines], index) =>
      `  chain c${index} {\n${[head, ...lines].map(line => `    ${line}\n`).join('')}  }\n`,
  )
  return chains.length === 0 ? '' : `table ip lab {\n${chains.join('')}}\n`
}
