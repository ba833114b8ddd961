import { difference, type Part } from '../../core/difference.ts'
import { settingsToWrite } from '../../core/kernel/sysctl-text.ts'
import type { OpenFiles } from '../../core/keys/open.ts'
import { LIVE_NETPLAN, LIVE_NETWORKD } from '../../core/paths.ts'
import type { Rules } from '../../ports/firewall.ts'
import type { Daemon } from '../../ports/ipsec.ts'
import { ToolError } from '../../ports/tool-error.ts'
import type { Gateway, Tools } from '../gateway.ts'
import { setTunnels } from './set-tunnels.ts'
import { firewallRules, kernelSettings, netplanText, textOf } from './texts.ts'

/** A live change and its direction: forward shadows what is in /etc until a reboot, back takes the shadow away. */
export interface LiveChange {
  readonly way: 'forward' | 'back'
  readonly from: OpenFiles
  readonly to: OpenFiles
  /** The backend that each side's chains live in. */
  readonly firewall: {
    readonly from: Rules['backend'] | undefined
    readonly to: Rules['backend'] | undefined
  }
  /** The daemon that each side's tunnels live in; undefined where none was running. */
  readonly daemon: { readonly from: Daemon | undefined; readonly to: Daemon | undefined }
  /** `connection/child` of what was up before. */
  readonly wasUp: readonly string[]
  readonly originals: Readonly<Record<string, string>>
}

/**
 * Makes one generation live in place of another, where a reboot forgets it: sysctl, netplan, firewall, strongSwan. Only
 * parts that differ are touched. Forward stops at the first failure; back does all it can and then throws the first.
 */
export const putInForce = async (gateway: Gateway, change: LiveChange): Promise<void> => {
  const tools = await gateway.tools()
  const { parts } = difference(change.from, change.to)
  const late = new Map<string, string>()
  const acts: readonly [Part, () => Promise<void>][] = [
    ['sysctl', () => setKernel(tools, change, late)],
    ['netplan', () => setInterfaces(gateway, tools, change)],
    ['sysctl', () => setLate(gateway, tools, late)],
    ['firewall', () => setFirewall(tools, change)],
    ['ipsec', () => setTunnels(gateway, tools, change)],
  ]
  const failures: unknown[] = []
  for (const [part, act] of acts) {
    if (!parts.has(part)) continue
    try {
      await act()
    } catch (error) {
      if (change.way === 'forward') throw error
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}

/** Settings of an interface that does not exist yet wait in `late` until netplan has made it. */
const setKernel = async (tools: Tools, change: LiveChange, late: Map<string, string>): Promise<void> => {
  for (const [key, value] of settingsToWrite(
    kernelSettings(change.from),
    kernelSettings(change.to),
    change.originals,
  )) {
    const now = await tools.sysctl.read(key)
    if (now === undefined) late.set(key, value)
    else if (now !== value) await tools.sysctl.write(key, value)
  }
}

/** Looks for a new interface this many times, half a second apart: networkd makes it when it gets to it. */
const LOOKS = 20

/** Settings of interfaces that did not exist before. One that never comes is left to udev, which sets it when it does. */
const setLate = async (gateway: Gateway, tools: Tools, late: ReadonlyMap<string, string>): Promise<void> => {
  for (const [key, value] of late) {
    if (!/^net\.ipv[46]\.(conf|neigh)\./.test(key))
      throw new ToolError('refused', 'sysctl', `this kernel has no setting ${key}`)
    for (let look = 1; look < LOOKS && (await tools.sysctl.read(key)) === undefined; look++)
      await gateway.clock.wait(500)
    if ((await tools.sysctl.read(key)) === undefined) gateway.say(`no interface has the setting ${key} yet`)
    else await tools.sysctl.write(key, value)
  }
}

const setInterfaces = async (
  gateway: Gateway,
  tools: Tools,
  { way, from, to }: LiveChange,
): Promise<void> => {
  const { disk } = gateway
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
  if (way === 'forward') {
    const networkd = textOf(to, '/etc/systemd/networkd.conf.d/60-cygnet.conf')
    if (networkd !== '') await disk.write('try networkd settings', LIVE_NETWORKD, encode(networkd), 0o644)
    await disk.write('try interfaces', LIVE_NETPLAN, encode(netplanText(to)), 0o600)
  } else await disk.remove('put interfaces back', LIVE_NETPLAN)
  if (netplanText(from) !== netplanText(to)) await tools.netplan.apply()
  // Last: should networkd start anew on the way back, it still leaves strongSwan's routes alone.
  if (way === 'back') await disk.remove('put networkd settings back', LIVE_NETWORKD)
}

const setFirewall = async (tools: Tools, { from, to, firewall }: LiveChange): Promise<void> => {
  const moved = firewall.from !== undefined && firewall.from !== firewall.to
  if (firewall.to !== undefined) await tools.firewall.apply(firewallRules(to, firewall.to))
  if (moved) await tools.firewall.apply({ ...firewallRules(from, firewall.from), v4: '', v6: '' })
}
