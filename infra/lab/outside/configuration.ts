import { z } from 'zod'

/** One end of a cable that QEMU plugs into the switch: a Unix socket. */
const Vlan = z.strictObject({
  id: z.int().min(1).max(4094),
  mtu: z.int().min(68).max(9000),
  socket: z.string(),
})

/** A card that carries VLANs: where its frames come in, and where each kind goes out. */
const Trunk = z.strictObject({ socket: z.string(), untagged: z.string().optional(), vlans: z.array(Vlan) })

/** What the process on this machine's side does: switch VLANs, and hand connections on to the control plane. */
export const SwitchConfiguration = z.strictObject({
  trunks: z.array(Trunk),
  control: z.strictObject({ socket: z.string(), port: z.int().min(1).max(65535) }).optional(),
})
export type SwitchConfiguration = z.infer<typeof SwitchConfiguration>
export type Trunk = z.infer<typeof Trunk>

/** What the process in the lab's internet does: a web server, and TLS in front of the way to the control plane. */
export const InternetConfiguration = z.strictObject({
  web: z.string(),
  /** Files that the web server gives away by their name. */
  published: z.string(),
  control: z.string(),
  certificate: z.string(),
  key: z.string(),
  /** Unix socket of the process on this machine's side; missing when the lab has no control plane. */
  socket: z.string().optional(),
})
export type InternetConfiguration = z.infer<typeof InternetConfiguration>
