import { readFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { SwitchConfiguration, type Trunk } from './configuration.ts'
import { fits, framed, frameReader, tagged, untagged } from './vlan.ts'

/**
 * The provider's switch, as a process of its own: `switch.ts CONFIGURATION`. The kernel below need not know VLANs. It
 * also carries connections from the lab's internet to the control plane on this machine's loopback; both ends are
 * sockets, so no packet of the lab is ever routed here.
 */
const listen = (path: string, accept: (socket: Socket) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    createServer(accept).once('error', reject).listen(path, resolve)
  })

/** One plug: at most one cable is in it, the latest. Frames for an empty plug are lost. */
const plug = async (path: string, receive: (frame: Buffer) => void): Promise<(frame: Buffer) => void> => {
  let cable: Socket | undefined
  await listen(path, socket => {
    cable = socket
    socket.on('data', frameReader(receive))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      if (cable === socket) cable = undefined
    })
  })
  return frame => {
    // A switch has a small buffer: what does not fit is dropped, not kept for a machine that does not read.
    if (cable !== undefined && cable.writableLength < 1 << 20) cable.write(framed(frame))
  }
}

const serveTrunk = async (trunk: Trunk): Promise<void> => {
  const out = new Map<number, { send: (frame: Buffer) => void; mtu: number }>()
  const toGateway = await plug(trunk.socket, received => {
    const { vlan, frame } = untagged(received)
    const port = out.get(vlan)
    if (port !== undefined && fits(frame, port.mtu)) port.send(frame)
  })
  if (trunk.untagged !== undefined)
    out.set(0, { send: await plug(trunk.untagged, toGateway), mtu: Number.POSITIVE_INFINITY })
  for (const { id, mtu, socket } of trunk.vlans) {
    const send = await plug(socket, frame => {
      if (fits(frame, mtu)) toGateway(tagged(frame, id))
    })
    out.set(id, { send, mtu })
  }
}

const serveControl = (socket: string, port: number): Promise<void> =>
  listen(socket, inner => {
    const outer = connect(port, '127.0.0.1')
    inner.pipe(outer).pipe(inner)
    inner.on('error', () => outer.destroy())
    outer.on('error', () => inner.destroy())
  })

const { trunks, control } = SwitchConfiguration.parse(
  JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')),
)
for (const trunk of trunks) await serveTrunk(trunk)
if (control !== undefined) await serveControl(control.socket, control.port)
console.log('ready')
