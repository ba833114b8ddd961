import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pingSteadily } from '../../infra/lab/steady-ping.ts'
import { Charon } from './charon.ts'
import { ManagedDebian } from './managed-debian.ts'
import { Namespace } from './namespace.ts'
import { runnerPackage } from './packages.ts'

/**
 * The service under a real systemd and networkd. A tunnel runs over the very interface that its releases change; its ESP is in
 * user space, over TUN, and its other end in a namespace beside.
 */
let gateway: ManagedDebian
let far: Namespace

const [HERE, THERE] = ['172.16.0.18', '172.16.0.17'] as const

/** A tunnel that no release knows. */
const tunnel = (from: string, to: string, fromNetwork: string, toNetwork: string): string =>
  `connections {
  beside {
    version = 2
    encap = yes
    local_addrs = ${from}
    remote_addrs = ${to}
    local { auth = psk }
    remote { auth = psk }
    children { beside { local_ts = ${fromNetwork}; remote_ts = ${toNetwork} } }
  }
}
secrets { ike-beside { id-1 = ${HERE}; id-2 = ${THERE}; secret = 0sYmVzaWRl } }
`.replaceAll('; ', '\n')

const USER_SPACE = 'kernel-libipsec { load = yes }'

/** This machine's programs with the gateway's network. */
const inside = (argv: readonly string[]): string[] => [
  'nsenter',
  `--net=/proc/${gateway.inside.pid}/ns/net`,
  ...argv,
]

const beginFarEnd = async (): Promise<void> => {
  far = await Namespace.create()
  const [enter = '', ...rest] = inside(['ip', 'link', 'set', 'eth1-far', 'netns', String(far.pid)])
  execFileSync(enter, rest)
  const script = `ip link set eth1-far up; ip address add ${THERE}/28 dev eth1-far; ip address add 10.9.0.1/16 dev lo`
  await far.must('sh', ['-ec', script])
  await far.write('/etc/strongswan.d/charon/kernel-libipsec.conf', USER_SPACE)
  await far.write('/etc/swanctl/conf.d/beside.conf', tunnel(THERE, HERE, '10.9.0.0/16', '10.8.0.0/16'))
  await (await Charon.start(far)).loadAll()
}

const beginTunnel = async (): Promise<void> => {
  // After cygnet's own settings, which leave ESP to the kernel.
  await gateway.inside.write('/etc/strongswan.d/user-space.conf', `charon { plugins { ${USER_SPACE} } }\n`)
  await gateway.inside.write(
    '/etc/swanctl/conf.d/beside.conf',
    tunnel(HERE, THERE, '10.8.0.0/16', '10.9.0.0/16'),
  )
  await gateway.must('ip address add 10.8.0.1/16 dev lo; systemctl restart strongswan')
  await gateway.must('swanctl --initiate --child beside --timeout 20')
}

beforeAll(async () => {
  gateway = await ManagedDebian.boot()
  await gateway.install(await runnerPackage())
  await gateway.enrol()
  await beginFarEnd()
  const first = await gateway.release('swanctl', '172.16.0.19/28')
  await gateway.must('systemctl start cygnet-runner')
  await gateway.inForce(first)
  await beginTunnel()
})

afterAll(async () => {
  await far?.[Symbol.asyncDispose]()
  await gateway?.[Symbol.asyncDispose]()
})

/** What a ping every 10 ms through the tunnel loses during a release with another address, and what the kernel took away meanwhile. */
const during = async (address: string): Promise<{ lost: readonly number[]; gone: string[] }> => {
  await gateway.must('ip monitor address route >/run/monitor 2>&1 </dev/null & echo $! >/run/monitor.pid')
  const ping = await pingSteadily({ inside }, '10.9.0.1')
  await gateway.inForce(await gateway.release('swanctl', address))
  await gateway.must('ping -c 1 -W 5 10.9.0.1')
  const { lost } = await ping.stop()
  await gateway.must('kill $(cat /run/monitor.pid)')
  const gone = (await gateway.must('cat /run/monitor')).match(/^Deleted .*/gm) ?? []
  expect(await gateway.must('ip -o -4 address show dev eth1')).toContain(address)
  return { lost, gone: gone.filter(line => !/\b172\.16\.0\.(19|2\d)\b/.test(line.replace(/ src .*/, ''))) }
}

describe('an address of the interface that a tunnel runs over is changed for another', () => {
  test('and no packet is lost, nothing else taken away', async () => {
    expect(await during('172.16.0.20/28')).toEqual({ lost: [], gone: [] })
    expect(await gateway.must('ip -o -4 address show dev eth1')).not.toContain('172.16.0.19')
  })

  test('also after systemd has had netplan write all files anew', async () => {
    await gateway.must('systemctl daemon-reload')
    expect(await during('172.16.0.21/28')).toEqual({ lost: [], gone: [] })
    await gateway.must('systemctl daemon-reload')
    expect(await during('172.16.0.22/28')).toEqual({ lost: [], gone: [] })
  })
})
