import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { archiveBundles } from '../fixtures/reference-bundles.ts'
import { fileOf } from './gateway-files.ts'
import { Namespace } from './namespace.ts'

/**
 * ulthar with a host in each of its networks and an "internet" that answers on public and on private addresses. No
 * tunnel is up: whatever is private must not get out.
 */
const WIRES = `
  set -e
  for host in inside archive internet; do ip netns add $host; ip -n $host link set lo up; done
  wire() { # <interface here> <address here> <host> <address there>
    ip link add $1 type veth peer name eth0 netns $3
    ip addr add $2 dev $1; ip link set $1 up
    ip -n $3 addr add $4 dev eth0; ip -n $3 link set eth0 up
  }
  wire eth0   198.51.100.2/24 internet 198.51.100.1/24
  wire lxdbr0 10.2.0.1/16     inside   10.2.0.10/16
  wire lxdbr1 10.3.0.1/16     archive  10.3.0.10/16
  ip link add eth1 type veth peer name elsewhere
  ip route add default via 198.51.100.1
  ip -n inside route add default via 10.2.0.1
  ip -n archive route add default via 10.3.0.1
  ip -n internet addr add 203.0.113.1/32 dev lo
  ip -n internet addr add 10.77.0.1/32 dev lo
  ip -n internet route add default via 198.51.100.2
  ip netns exec internet iptables -A INPUT -s 10.0.0.0/8
  ip netns exec internet iptables -A INPUT -d 10.0.0.0/8
`

let namespace: Namespace

beforeAll(async () => {
  namespace = await Namespace.create()
  const ulthar = archiveBundles()[1]
  if (ulthar === undefined) throw new Error('no bundle')
  await namespace.must('sh', ['-c', WIRES])
  await namespace.must('sysctl', ['--load', '-'], fileOf(ulthar, '/etc/sysctl.d/60-cygnet.conf'))
  await namespace.must('iptables-restore', ['--noflush'], fileOf(ulthar, '/etc/cygnet/iptables.v4'))
  for (const [table, builtin] of [
    ['mangle', 'FORWARD'],
    ['nat', 'POSTROUTING'],
    ['filter', 'FORWARD'],
    ['filter', 'OUTPUT'],
  ] as const)
    await namespace.must('iptables', ['-t', table, '-I', builtin, '-j', `CYGNET-${builtin}`])
})
afterAll(async () => {
  await namespace[Symbol.asyncDispose]()
})

const from = (host: string): readonly string[] => (host === 'gateway' ? [] : ['ip', 'netns', 'exec', host])

const answers = async (host: string, address: string, ...options: string[]): Promise<boolean> => {
  const [program, ...args] = [...from(host), 'ping', '-c', '1', '-W', '1', ...options, address]
  return (await namespace.run(program, args)).code === 0
}

/** Packets that the internet saw from or to a private address so far. */
const leaked = async (): Promise<number> => {
  const list = await namespace.must('ip', ['netns', 'exec', 'internet', 'iptables', '-nvxL', 'INPUT'])
  const rules = list
    .split('\n')
    .slice(2)
    .filter(line => line !== '')
  return rules.reduce((sum, line) => sum + Number(line.trim().split(/\s+/)[0]), 0)
}

test('a container of a masqueraded network reaches the internet, which sees only the gateway', async () => {
  expect(await answers('inside', '203.0.113.1')).toBe(true)
  expect(await leaked()).toBe(0)
})

describe('no packet leaves in clear', () => {
  test.each([
    ['from a masqueraded network to private space', 'inside', '10.77.0.1', []],
    ['from the gateway itself to private space', 'gateway', '10.77.0.1', []],
    ['from a network that is not masqueraded to the internet', 'archive', '203.0.113.1', []],
    [
      "from the gateway's address in that network to the internet",
      'gateway',
      '203.0.113.1',
      ['-I', '10.3.0.1'],
    ],
  ] as const)('%s', async (_, host, address, options) => {
    expect(await answers(host, address, ...options)).toBe(false)
    expect(await leaked()).toBe(0)
  })
})

test('a forged private source from the internet does not reach a host inside', async () => {
  await namespace.must('ip', ['netns', 'exec', 'inside', 'iptables', '-A', 'INPUT', '-s', '10.77.0.1'])
  await answers('internet', '10.2.0.10', '-I', '10.77.0.1')
  const seen = await namespace.must('ip', ['netns', 'exec', 'inside', 'iptables', '-nvxL', 'INPUT'])
  expect(seen).toMatch(/\n\s+0\s+0\s.*10\.77\.0\.1/)
})

test('the gateway itself reaches the internet', async () => {
  expect(await answers('gateway', '203.0.113.1')).toBe(true)
})

test('networks behind the gateway reach each other', async () => {
  expect(await answers('inside', '10.3.0.10')).toBe(true)
})
