import * as z from 'zod'
import { drawLive } from './live.ts'
import type { Picture } from './picture.ts'

/** A gateway as the topology has it, as far as a page says so. */
const KeptGateway = z.object({
  name: z.string(),
  provider: z.string(),
  os: z.string(),
  daemon: z.string(),
  enrolled: z.boolean(),
  networks: z.array(z.object({ name: z.string(), subnet: z.string() })),
})

/** An end of a tunnel: a gateway of the network, or a peer that somebody else runs. */
const KeptEnd = z.object({
  kind: z.enum(['gateway', 'peer']),
  name: z.string(),
  interface: z.string().optional(),
  address: z.string().optional(),
})

const KeptTunnel = z.object({
  name: z.string(),
  /** The mesh or hub that it is one tunnel of. */
  group: z.string().optional(),
  ends: z.tuple([KeptEnd, KeptEnd]),
})

/** What is remembered of a plan's network, so that nobody need compile to look at it. */
export const KeptPicture = z.object({
  gateways: z.array(KeptGateway),
  tunnels: z.array(KeptTunnel),
  /** Whether gateways are asked to measure; nobody knows of what was drawn before this was kept. */
  measured: z.boolean().optional(),
  /** Of `drawLive`; left out for a network that is too large to be drawn. */
  drawing: z.string().optional(),
})

export type KeptGateway = z.infer<typeof KeptGateway>
export type KeptEnd = z.infer<typeof KeptEnd>
export type KeptTunnel = z.infer<typeof KeptTunnel>
export type KeptPicture = z.infer<typeof KeptPicture>

/** Characters of a drawing: what is longer is too much for a page. */
const MOST = 3_000_000

/** Draws a network, and keeps what pages say of it. Pure: the same picture gives the same. */
export const keptPicture = (picture: Picture): KeptPicture => {
  const drawing = drawLive(picture)
  return {
    gateways: picture.nodes.flatMap(node =>
      node.kind === 'gateway'
        ? [
            {
              name: node.name,
              provider: node.provider,
              os: node.os,
              daemon: node.daemon,
              enrolled: node.enrolled,
              networks: node.networks.map(({ name, subnet }) => ({ name, subnet })),
            },
          ]
        : [],
    ),
    tunnels: picture.edges.flatMap(({ kind, name, group, ends: [a, b] }) =>
      kind === 'tunnel'
        ? [{ name, ...(group !== undefined && { group }), ends: [endOf(a), endOf(b)] as [KeptEnd, KeptEnd] }]
        : [],
    ),
    measured: picture.measured,
    ...(drawing !== undefined && drawing.length <= MOST && { drawing }),
  }
}

const endOf = ({ node, interface: via, address }: Picture['edges'][number]['ends'][number]): KeptEnd => {
  const [kind, name = ''] = node.split('/')
  return {
    kind: kind === 'peer' ? 'peer' : 'gateway',
    name,
    ...(via !== undefined && { interface: via }),
    ...(address !== undefined && { address }),
  }
}
