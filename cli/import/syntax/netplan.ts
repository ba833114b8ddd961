import * as z from 'zod'
import type { Place, Problem } from '../../../schema/problem.ts'
import { plantTree } from '../../../schema/topology/text/plant.ts'
import { keyPlaceOf, type MapNode, nodeAt, placeOf, plainOf } from '../../../schema/topology/text/tree.ts'
import { composeYaml } from '../../../schema/topology/text/yaml.ts'
import type { HostFile } from '../source/host-files.ts'
import { MAX_NETPLAN } from '../source/limits.ts'
import { remark, startOf } from '../word.ts'

/** Route of netplan; keys that are not asked for here are looked at one by one where it matters. */
const Route = z.looseObject({
  to: z.string().optional(),
  via: z.string().optional(),
  'on-link': z.boolean().optional(),
})

const Device = z.looseObject({
  id: z.int().optional(),
  link: z.string().optional(),
  mtu: z.int().optional(),
  addresses: z.array(z.union([z.string(), z.record(z.string(), z.unknown())])).optional(),
  routes: z.array(Route).optional(),
  interfaces: z.array(z.string()).optional(),
  'routing-policy': z.array(z.unknown()).optional(),
  gateway4: z.string().optional(),
  'set-name': z.string().optional(),
})

const Devices = z.record(z.string(), Device.nullable()).nullable().optional()

const Netplan = z.looseObject({
  network: z
    .looseObject({
      ethernets: Devices,
      vlans: Devices,
      bridges: Devices,
      bonds: Devices,
      tunnels: Devices,
      vrfs: Devices,
      wifis: Devices,
      'dummy-devices': Devices,
    })
    .optional(),
})

export type NetplanDevice = z.infer<typeof Device>

/** A file of netplan: what it says, and where. Paths count from its root. */
export interface NetplanFile {
  readonly shown: string
  readonly network: NonNullable<z.infer<typeof Netplan>['network']>
  readonly placeOf: (path: readonly (string | number)[]) => Place
  readonly keyPlaceOf: (path: readonly (string | number)[]) => Place
}

/** Reads a netplan file as far as gateways need it; undefined, and problems, when it cannot be read. */
export const readNetplan = (file: HostFile, problems: Problem[]): NetplanFile | undefined => {
  if (file.text.length > MAX_NETPLAN)
    return unread(problems, startOf(file.shown), 'it is longer than any netplan file')
  const composed = composeYaml(file.shown, file.text)
  const text = composed === undefined ? undefined : plantTree(file.shown, composed)
  const fault = text?.problems[0]
  if (text?.tree === undefined || fault !== undefined)
    return unread(problems, fault?.place ?? startOf(file.shown), fault?.message ?? 'it nests too deeply')
  const { tree } = text
  const parsed = Netplan.safeParse(plainOf(tree))
  const issue = parsed.error?.issues[0]
  if (!parsed.success || issue !== undefined)
    return unread(
      problems,
      placeFor(tree, issue?.path ?? []),
      issue?.message.toLowerCase() ?? 'it has another shape',
    )
  return {
    shown: file.shown,
    network: parsed.data.network ?? {},
    placeOf: path => placeOf(tree, path),
    keyPlaceOf: path => keyPlaceOf(tree, path),
  }
}

const placeFor = (tree: MapNode, path: readonly PropertyKey[]): Place => {
  const steps = path.map(step => (typeof step === 'number' ? step : String(step)))
  return nodeAt(tree, steps) === undefined ? placeOf(tree, []) : placeOf(tree, steps)
}

const unread = (problems: Problem[], place: Place, why: string): undefined => {
  problems.push(
    remark('syntax', 'warning', place, {
      message: `nothing of this file is in the topology: ${why}`,
      hint: 'correct it until `netplan generate` accepts it',
    }),
  )
}
