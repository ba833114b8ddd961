import * as z from 'zod/mini'
import { ToolError } from '../../ports/tool-error.ts'
import { succeed } from '../process.ts'
import type { NetplanFiles } from './files.ts'

const DEVICE = /^\/run\/systemd\/network\/10-netplan-([A-Za-z0-9_.-]{1,15})\.netdev$/

/** What a VLAN is for good, once it is made. Undefined is what nobody says. */
interface Made {
  readonly number: number | undefined
  readonly parent: string | undefined
  readonly address: string | undefined
}

const Links = z.array(
  z.object({
    ifname: z.optional(z.string()),
    link: z.optional(z.string()),
    address: z.optional(z.string()),
    linkinfo: z.optional(z.object({ info_data: z.optional(z.object({ id: z.optional(z.int()) })) })),
  }),
)

/** The VLANs of the kernel, by name, as `ip` of iproute2 sees them. */
export const liveVlans = async (): Promise<ReadonlyMap<string, Made>> => {
  const answer = await succeed('ip', ['-details', '-json', 'link', 'show', 'type', 'vlan'])
  const parsed = Links.safeParse(JSON.parse(answer.trim() || '[]'))
  if (!parsed.success) throw new ToolError('failed', 'ip', 'its answer is not as documented')
  return new Map(
    parsed.data.flatMap(({ ifname, link, address, linkinfo }) =>
      ifname === undefined ? [] : [[ifname, { number: linkinfo?.info_data?.id, parent: link, address }]],
    ),
  )
}

/**
 * VLANs that live and cannot become what is wanted: those that only a description in force knows, and those that were made with
 * another number, parent or address. What the kernel has counts: a description may have changed without it. Other virtual
 * devices are never cygnet's.
 */
export const doomedVlans = (
  inForce: readonly NetplanFiles[],
  wanted: NetplanFiles,
  live: ReadonlyMap<string, Made>,
): string[] => {
  const known = new Set(inForce.flatMap(vlansIn))
  const kept = new Set(vlansIn(wanted))
  return [...live].flatMap(([name, made]) => {
    if (!kept.has(name)) return known.has(name) ? [name] : []
    const { number, parent, address } = describedIn(wanted, name)
    const same =
      number === made.number &&
      (parent ?? made.parent) === made.parent &&
      (address ?? made.address)?.toLowerCase() === made.address
    return same ? [] : [name]
  })
}

/**
 * Whether networkd would make a VLAN by a description that no longer holds: it reads that of a device once. An MTU can be
 * changed while a device lives.
 */
export const mustBeReadAnew = (inForce: NetplanFiles, wanted: NetplanFiles): boolean =>
  vlansIn(inForce).some(name => {
    const path = pathOf(name, 'netdev')
    return madeWith(inForce.get(path)) !== madeWith(wanted.get(path))
  })

const pathOf = (name: string, kind: 'netdev' | 'network'): string =>
  `/run/systemd/network/10-netplan-${name}.${kind}`

const vlansIn = (files: NetplanFiles): string[] =>
  [...files].flatMap(([path, text]) => {
    const name = DEVICE.exec(path)?.[1]
    return name !== undefined && /^Kind=vlan$/m.test(text) ? [name] : []
  })

const madeWith = (text: string | undefined): string | undefined => text?.replace(/^MTUBytes=.*\n/m, '')

const describedIn = (files: NetplanFiles, name: string): Made => {
  const text = files.get(pathOf(name, 'netdev')) ?? ''
  const number = /^Id=(\d+)$/m.exec(text)?.[1]
  const carrying = [...files.values()].find(one => one.split('\n').includes(`VLAN=${name}`))
  return {
    number: number === undefined ? undefined : Number(number),
    parent: /^\[Match\]\nName=([A-Za-z0-9_.-]{1,15})$/m.exec(carrying ?? '')?.[1],
    address: /^MACAddress=(.*)$/m.exec(text)?.[1],
  }
}
