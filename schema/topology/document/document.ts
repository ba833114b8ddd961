import * as z from 'zod'
import { Name, Subnet } from '../grammar/grammar.ts'
import { RunnerVersion } from '../grammar/operation.ts'
import { Access, AccessName } from './access.ts'
import { Allow } from './allow.ts'
import { Gateway } from './gateway.ts'
import { Monitor, Rollout } from './operation.ts'
import { Hub, Mesh, Peer, Tunnel } from './tunnel.ts'

/**
 * The whole shape of a topology, what people write. Absent keys stay absent: defaults belong to `resolve`, which knows the
 * presets.
 */
export const Document = z.strictObject({
  cygnet: z.literal(1),
  network: Name,
  private: z.array(Subnet).max(64).optional(),
  runner: RunnerVersion.optional(),
  gateways: z.record(Name, Gateway).optional(),
  peers: z.record(Name, Peer).optional(),
  tunnels: z.record(Name, Tunnel).optional(),
  meshes: z.record(Name, Mesh).optional(),
  hubs: z.record(Name, Hub).optional(),
  access: z.record(AccessName, Access).optional(),
  monitor: Monitor.optional(),
  rollout: Rollout.optional(),
  allow: Allow,
})

/** A topology as written: shaped, each word parsed into its type, nothing resolved. */
export type Document = z.infer<typeof Document>
