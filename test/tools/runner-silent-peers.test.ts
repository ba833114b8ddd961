import { execFileSync } from 'node:child_process'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { subsections, ViciClient } from '../../runner/adapters/vici/client.ts'
import { viciIpsec } from '../../runner/adapters/vici/ipsec.ts'
import { type IpsecTexts, noIpsec } from '../../runner/ports/ipsec.ts'
import { Charon } from './charon.ts'
import { Namespace } from './namespace.ts'

/** Laptops that were closed: their SAs stand, and nobody answers a word about their end. */
const LAPTOPS = 12
const SECRET = `0s${Buffer.alloc(32, 7).toString('base64')}`

/** Without MOBIKE: an exchange of that which nobody answers would be waited for before the end is told. */
const access = (pool: string): IpsecTexts => ({
  ...noIpsec('swanctl'),
  connections: `connections {
  access {
    version = 2
    local_addrs = 172.16.0.18
    unique = never
    mobike = no
    pools = laptops
    local {
      auth = psk
      id = rlyeh
    }
    remote {
      auth = psk
    }
    children {
      containers {
        local_ts = 10.1.0.0/16
      }
    }
  }
}
pools {
  laptops {
    addrs = ${pool}
  }
}
`,
  secrets: `secrets {
  ike-access {
    id-rlyeh = rlyeh
    secret = "${SECRET}"
  }
}
`,
})

const laptop = (number: number): string =>
  `connections { l${number} { version = 2
    remote_addrs = 172.16.0.18
    vips = 0.0.0.0
    local { auth = psk
      id = laptop-${number} }
    remote { auth = psk
      id = rlyeh }
    children { net { remote_ts = 10.1.0.0/16
      start_action = start } } } }\n`

let spaces: Namespace[] = []

const withdraw = async (): Promise<void> => {
  for (const space of spaces) await space[Symbol.asyncDispose]()
  spaces = []
}
afterAll(withdraw)

let rlyeh: Namespace
const ipsec = () => viciIpsec(rlyeh.outside('/run/charon.vici'))

/** The states of the laptops' SAs; one that is still being made has no name yet. */
const states = async (): Promise<unknown[]> => {
  await using charon = await ViciClient.connect(rlyeh.outside('/run/charon.vici'))
  const all = (await charon.stream('list-sas', 'list-sa')).flatMap(subsections)
  return all.flatMap(([name, sa]) => (name === 'access' ? [sa.get('state')] : []))
}

const inState = async (state: string): Promise<number> => (await states()).filter(one => one === state).length

beforeEach(async () => {
  await withdraw()
  rlyeh = await Namespace.create()
  const laptops = await Namespace.create()
  spaces = [rlyeh, laptops]
  const wire = ['ip', 'link', 'add', 'wire', 'type', 'veth', 'peer', 'name', 'wire', 'netns']
  execFileSync('nsenter', [`--net=/proc/${rlyeh.pid}/ns/net`, ...wire, String(laptops.pid)])
  for (const [space, address] of [
    [rlyeh, '172.16.0.18/24'],
    [laptops, '172.16.0.2/24'],
  ] as const) {
    await space.must('ip', ['address', 'add', address, 'dev', 'wire'])
    await space.must('ip', ['link', 'set', 'wire', 'up'])
    await space.write('/etc/strongswan.d/charon/kernel-libipsec.conf', 'kernel-libipsec { load = yes }\n')
    await Charon.start(space)
  }
  await rlyeh.must('ip', ['address', 'add', '10.1.0.1/16', 'dev', 'lo'])
  await ipsec().apply(noIpsec('swanctl'), access('10.9.0.0/24'))
  const names = Array.from({ length: LAPTOPS }, (_, number) => number)
  const secrets = `secrets { ike-x { secret = ${SECRET} } }\n`
  await laptops.write('/etc/swanctl/conf.d/laptops.conf', names.map(laptop).join('') + secrets)
  await laptops.must('swanctl', ['--load-all', '--noprompt'])
  await expect.poll(() => inState('ESTABLISHED'), { timeout: 30_000 }).toBe(LAPTOPS)
  await laptops.must('pkill', ['-KILL', 'charon-systemd'])
})

test.for([
  ['their pool is another one', access('10.9.1.0/24')],
  ['their access is removed', noIpsec('swanctl')],
] as const)('many who are asleep are ended together when %s', async ([, to]) => {
  const applied = ipsec().apply(access('10.9.0.0/24'), to)
  // One after the other, no two would be told at the same time.
  await expect.poll(() => inState('DELETING'), { timeout: 30_000 }).toBe(LAPTOPS)
  await applied
  expect(await states()).toEqual([])
})
