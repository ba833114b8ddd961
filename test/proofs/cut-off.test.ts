import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ManagedLab } from '../../infra/lab/managed/managed-lab.ts'
import { smallNetwork } from '../../infra/lab/managed/small-network.ts'
import { CONTROL_ADDRESS } from '../../infra/lab/network/internet.ts'
import { eventually } from '../../infra/lab/patience.ts'
import { reaches } from '../../infra/lab/transfer.ts'
import type { Bundle } from '../../schema/wire/bundle.ts'
import { rewritten, withFile, withGateway } from '../lab/managed/bundle-change.ts'

/**
 * Three changes that every tool accepts and that cut a gateway off, each on a gateway of its own, in one release: a VLAN
 * that nobody else is in, a default route that is gone, a firewall that drops the control plane. On the third the runner is
 * killed as soon as the change is live, and nobody starts it again: only the timer is left.
 */
const THREE_GATEWAYS = smallNetwork({ ulthar: 'swanctl', kadath: true, every: '3s' })
const NAMES = ['rlyeh', 'kadath', 'ulthar'] as const
/** Milliseconds in which a change is taken back: the timer's 90 s, and what a program takes to start in emulation. */
const DEADLINE = 90_000 + 60_000
const RULES = '/etc/cygnet/iptables.v4'
const NETPLAN = '/etc/netplan/60-cygnet.yaml'

let managed: ManagedLab
let folder: string
let sound: readonly Bundle[]

const words = async (gateway: string, script: string): Promise<string> => {
  const { stdout, stderr } = await managed.gateway(gateway).exec(['sh', '-c', script], { timeout: 120_000 })
  return stdout + stderr
}

/** What the gateway's packets see: its chains, addresses, routes without counters, and the VLAN's number. Not the number of a link. */
const live = (gateway: string): Promise<string> =>
  words(
    gateway,
    'iptables -S; ip -o -4 addr | sed "s/valid_lft.*//; s/^[0-9]*://"; ip route; ip -d link | grep -o "vlan protocol.*id [0-9]*"',
  )

const asks = async (gateway: string): Promise<boolean> =>
  (await words(gateway, `curl -sk -m 4 -o /dev/null -w %{http_code} https://${CONTROL_ADDRESS}/`)).includes(
    '404',
  )

/** The provider's file keeps its addresses; the default route is from now on a matter of the release. */
const withDefaultRoute = (bundle: Bundle, via: string): Bundle =>
  withFile(
    bundle,
    NETPLAN,
    `network:\n  version: 2\n  ethernets:\n    ens3:\n      routes: [{ to: default, via: ${via} }]\n`,
  )

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-cut-off-'))
  managed = await ManagedLab.up({ topology: THREE_GATEWAYS, folder, log: line => console.log(line) })
  const compiled = managed.compile(THREE_GATEWAYS)
  const via = /default via (\S+)/.exec(await words('kadath', 'ip route'))?.[1] ?? ''
  sound = withGateway(compiled, 'kadath', bundle => withDefaultRoute(bundle, via))
  await managed.release(sound)
  await Promise.all(NAMES.map(name => words(name, 'systemctl start cygnet-runner')))
  await Promise.all(NAMES.map(name => managed.reported(name, 1, ['committed'], 400_000)))
  await words('kadath', "sed -i '/routes:/,/via:/d' /etc/netplan/01-lab.yaml && netplan apply")
  await eventually('the tunnel is up', 60_000, async () =>
    (await reaches(managed.lab.host('rlyeh/containers'), '10.2.0.10')) ? true : undefined,
  )
})

afterAll(async () => {
  await managed?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

/** Kills the runner as soon as the firewall drops the control plane, for good: systemd must not bring it back. */
const KILL_WHEN_LIVE = `
mkdir -p /run/systemd/system/cygnet-runner.service.d
printf '[Service]\\nRestart=no\\n' >/run/systemd/system/cygnet-runner.service.d/once.conf
systemctl daemon-reload
until iptables -S CYGNET-OUTPUT | grep -q ${CONTROL_ADDRESS}; do sleep 0.1; done
systemctl kill --kill-whom=all -s KILL cygnet-runner
`

const cutOff = (): Bundle[] => {
  const [kadath] = managed.compile(THREE_GATEWAYS)
  const changes: Record<string, (bundle: Bundle) => Bundle> = {
    rlyeh: bundle => rewritten(bundle, NETPLAN, text => text.replace('id: 4090', 'id: 4091')),
    kadath: bundle => kadath ?? bundle,
    ulthar: bundle =>
      rewritten(bundle, RULES, text =>
        text.replace(/(:CYGNET-OUTPUT .*\n)/, `$1-A CYGNET-OUTPUT -d ${CONTROL_ADDRESS} -j DROP\n`),
      ),
  }
  return sound.map(bundle => changes[bundle.gateway]?.(bundle) ?? bundle)
}

describe('a change that every tool accepts and that cuts the gateway off', () => {
  test('is undone in time on each of three gateways, on one of them by the timer alone, and told afterwards', async () => {
    const before = await Promise.all(NAMES.map(live))
    const killed = words('ulthar', KILL_WHEN_LIVE)
    const start = performance.now()
    const seconds = (): string => ((performance.now() - start) / 1000).toFixed(0)
    const release = await managed.release(cutOff())

    await killed
    console.log(`ulthar: live, and the runner killed, after ${seconds()} s`)
    expect(await words('ulthar', 'systemctl is-active cygnet-runner')).toBe('failed\n')
    expect(await asks('ulthar')).toBe(false)

    const told = await Promise.all(
      NAMES.map(async name => {
        const report = await managed.reported(name, release, ['reverted', 'committed', 'refused'], DEADLINE)
        console.log(
          `${name}: ${report.outcome} after ${seconds()} s: ${report.problem?.code}: ${report.problem?.message}`,
        )
        return report
      }),
    )
    expect(told.map(({ outcome }) => outcome)).toEqual(['reverted', 'reverted', 'reverted'])
    expect(told.map(({ problem }) => problem?.code)).toEqual([
      'probe-inside',
      'probe-control-plane',
      'timed-out',
    ])
    expect(await Promise.all(NAMES.map(live))).toEqual(before)
    expect(await Promise.all(NAMES.map(asks))).toEqual([true, true, true])
    expect(await words('ulthar', 'systemctl is-active cygnet-runner')).toBe('failed\n')
    await eventually('the tunnel carries again', 60_000, async () =>
      (await reaches(managed.lab.host('rlyeh/containers'), '10.2.0.10')) ? true : undefined,
    )
  })
})
