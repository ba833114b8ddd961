import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { masqueradesBefore, masqueradesOfNft } from '../../runner/core/doctor/masquerades.ts'
import { readTables } from '../../runner/core/kernel/firewall-text.ts'
import { Namespace } from './namespace.ts'

const module = (path: string): string => JSON.stringify(new URL(`../../runner/${path}`, import.meta.url).href)

let near: Namespace
let far: Namespace

beforeAll(async () => {
  near = await Namespace.create()
  far = await Namespace.create()
  const wire = ['ip', 'link', 'add', 'wire', 'type', 'veth', 'peer', 'name', 'wire', 'netns', String(far.pid)]
  execFileSync('nsenter', [`--net=/proc/${near.pid}/ns/net`, ...wire])
  for (const [end, address, mtu] of [
    [near, '172.16.0.18/24', '1500'],
    [far, '172.16.0.2/24', '1376'],
  ] as const) {
    await end.must('ip', ['address', 'add', address, 'dev', 'wire'])
    await end.must('ip', ['link', 'set', 'wire', 'mtu', mtu, 'up'])
  }
})
afterAll(async () => {
  await near[Symbol.asyncDispose]()
  await far[Symbol.asyncDispose]()
})

/** What the doctor's own adapter says inside. */
const inside = async (body: string): Promise<string> =>
  await near.must(process.execPath, [
    '--input-type=module',
    '-e',
    `import { linuxHost } from ${module('adapters/host-linux.ts')}
     import { longestThatPasses } from ${module('core/doctor/paths-to-test.ts')}
     process.stdout.write(String(${body}))`,
  ])

const LONGEST = `await longestThatPasses(
  { to: '172.16.0.2', wanted: 1500 }, bytes => linuxHost.carries('172.16.0.18', TO, bytes))`

test('a line that carries less than its interface says is measured to the byte by real pings', async () => {
  // The far end of a veth takes four bytes more than its MTU: the room of a VLAN tag.
  expect(await inside(LONGEST.replace('TO', "'172.16.0.2'"))).toBe(String(1376 + 4))
})

test('an address where nobody is says nothing about sizes', async () => {
  expect(await inside(LONGEST.replace('TO', "'172.16.0.77'"))).toBe('undefined')
})

test("LXD's NAT is seen as real nft and real iptables print it, on either side of our hook", async () => {
  await near.must('nft', ['-f', '-'], LXD_TABLE)
  expect(masqueradesOfNft(await inside('await linuxHost.nftRuleset()'))).toMatchObject([
    { kind: 'nft', bridge: 'lxdbr0', from: '10.1.0.0/24', except: '10.1.0.0/24' },
  ])
  for (const tool of ['iptables-nft', 'iptables-legacy']) {
    const nat = async (...args: string[]): Promise<string> => await near.must(tool, ['-t', 'nat', ...args])
    const comment = ['-m', 'comment', '--comment', 'generated for LXD network lxdbr0']
    await nat('-N', 'CYGNET-POSTROUTING')
    await nat('-A', 'POSTROUTING', '-j', 'CYGNET-POSTROUTING')
    await nat(
      '-I',
      'POSTROUTING',
      '-s',
      '10.1.0.0/24',
      '!',
      '-d',
      '10.1.0.0/24',
      ...comment,
      '-j',
      'MASQUERADE',
    )
    const before = async () =>
      masqueradesBefore({ tool, tables: readTables(await near.must(`${tool}-save`, [])) })
    expect(await before()).toMatchObject([{ bridge: 'lxdbr0', from: '10.1.0.0/24', except: '10.1.0.0/24' }])
    await nat('-D', 'POSTROUTING', '-j', 'CYGNET-POSTROUTING')
    await nat('-I', 'POSTROUTING', '1', '-j', 'CYGNET-POSTROUTING')
    expect(await before()).toEqual([])
  }
})

const LXD_TABLE = `table inet lxd {
  chain pstrt.lxdbr0 {
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr 10.1.0.0/24 ip daddr != 10.1.0.0/24 masquerade
  }
}
`
