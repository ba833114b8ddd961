import type { OpenFiles } from '../../core/keys/open.ts'
import { type Daemon, noIpsec } from '../../ports/ipsec.ts'
import { otherDaemon } from '../../ports/services.ts'
import type { Gateway, Tools } from '../gateway.ts'
import { usesStarter, writeStarterFiles } from './ipsec-files.ts'
import { ipsecTexts } from './texts.ts'

/** The tunnels of two generations, and the daemon that each wants; undefined where none is to run. */
export interface TunnelChange {
  readonly from: OpenFiles
  readonly to: OpenFiles
  /** `connection/child` of what was up before anything was touched. */
  readonly wasUp: readonly string[]
  readonly daemon: { readonly from: Daemon | undefined; readonly to: Daemon | undefined }
}

/**
 * Makes the tunnels of one generation live in place of another's, by the daemon that it wants. The two daemons cannot run
 * side by side, so switching stops one before the other starts; which of them boot starts is not touched here.
 */
export const setTunnels = async (
  gateway: Gateway,
  tools: Tools,
  { from, to, daemon, wasUp }: TunnelChange,
): Promise<void> => {
  if (usesStarter(from, to)) await writeStarterFiles(gateway.disk, from, to)
  const running = await tools.services.running()
  if (daemon.to === undefined) {
    for (const one of running) await tools.services.stop(one)
    return
  }
  const other = otherDaemon(daemon.to)
  if (running.has(other)) await tools.services.stop(other)
  const wasRunning = running.has(daemon.to)
  if (!wasRunning) await tools.services.start(daemon.to)
  // Also one that begins only now: it has read what is in force, and what is gone has to be taken from it.
  const before = daemon.from === daemon.to ? ipsecTexts(from, daemon.to) : noIpsec(daemon.to)
  await gateway.ipsec.apply(before, ipsecTexts(to, daemon.to))
  if (!wasRunning && wasUp.length > 0) await gateway.ipsec.wake(daemon.to, wasUp)
}
