import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyBundles } from '../../infra/lab/apply.ts'
import { Lab } from '../../infra/lab/lab.ts'
import { eventually } from '../../infra/lab/patience.ts'
import { rehearse } from '../../infra/lab/rehearsal.ts'
import { reaches } from '../../infra/lab/transfer.ts'
import { madeUpVault } from '../../infra/lab/vault.ts'
import { compile } from '../../worker/compile/compile.ts'
import { withOffice } from '../lab/networks.ts'

/**
 * A gateway driven by swanctl.conf, one driven by ipsec.conf, and an office whose own people wrote a swanctl.conf: three
 * ways to say the same, in one lab, as cygnet compiles it.
 */
const topology = withOffice()
let lab: Lab
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-interop-'))
  lab = await Lab.up({ topology, folder, log: line => console.log(line) })
  await applyBundles(lab, topology, compile(topology), await madeUpVault(lab, topology))
})

afterAll(async () => {
  await lab?.down()
  await rm(folder, { recursive: true, force: true })
})

const words = async (machine: 'rlyeh' | 'ulthar', ...argv: string[]): Promise<string> => {
  const { stdout, stderr } = await lab.gateway(machine).exec(argv)
  return stdout + stderr
}

/** The SPIs of the CHILD SAs between two gateways, as the kernel of rlyeh has them. */
const spis = async (): Promise<string> =>
  [
    ...(await words('rlyeh', 'swanctl', '--list-sas', '--ike', 'rlyeh-ulthar')).matchAll(
      /^ +(?:in|out) +(\w+)/gm,
    ),
  ]
    .map(([, spi]) => spi ?? '')
    .sort()
    .join(' ')

/** The IKE SA's own pair of SPIs. */
const ikeSpis = async (): Promise<string> =>
  /(\w+)_i\*? (\w+)_r\*?/
    .exec(await words('rlyeh', 'swanctl', '--list-sas', '--ike', 'rlyeh-ulthar'))
    ?.slice(1)
    .join(' ') ?? ''

/** By what numbers the charon of ulthar, to which conns have other names, knows the SAs that lead to rlyeh. */
const idsAtUlthar = async (): Promise<{ ike: string; child: string }> => {
  const blocks = (await words('ulthar', 'swanctl', '--list-sas')).split(/^(?=\S)/m)
  const block = blocks.find(each => each.includes('10.1.0.0/16')) ?? ''
  const [, ike = ''] = /^\S+: #(\d+)/.exec(block) ?? []
  const [, child = ''] = /^ +\S+: #(\d+)/m.exec(block) ?? []
  return { ike, child }
}

/** Does something while a host pings another without a pause; how many answers are missing. */
const lostDuring = async (act: () => Promise<unknown>): Promise<number> => {
  const pinging = lab
    .host('rlyeh/containers')
    .exec(['ping', '-n', '-q', '-c', '60', '-i', '0.1', '-W', '5', '10.2.0.10'])
  await act()
  const [, sent, received] = /(\d+) packets transmitted, (\d+) received/.exec((await pinging).stdout) ?? []
  return Number(sent) - Number(received)
}

const rekeyed = async (
  machine: 'rlyeh' | 'ulthar',
  what: string,
  read: () => Promise<string>,
): Promise<void> => {
  const before = await read()
  expect(before).not.toBe('')
  expect(await words(machine, 'sh', '-c', `swanctl --rekey ${what}`)).toContain('completed')
  await eventually(
    'there are new keys',
    30_000,
    async () => ((await read()) !== before ? true : undefined),
    500,
  )
}

describe('a swanctl gateway, an ipsec.conf gateway and plain strongSwan', () => {
  test('each runs the daemon that it was given, and no other', async () => {
    const active = (machine: 'rlyeh' | 'ulthar') =>
      words(machine, 'systemctl', 'is-active', 'strongswan', 'strongswan-starter')
    expect(await active('rlyeh')).toBe('active\ninactive\n')
    expect(await active('ulthar')).toBe('inactive\nactive\n')
  })

  test('do everything that the topology means, in each direction', async () => {
    const findings = []
    for await (const finding of rehearse(lab, topology, await madeUpVault(lab, topology)))
      findings.push(`${finding.holds ? 'yes' : 'NO'}: ${finding.claim}`)
    console.log(findings.join('\n'))
    expect(findings.filter(line => line.startsWith('NO'))).toEqual([])
    expect(findings).toEqual(
      expect.arrayContaining([
        'yes: rlyeh/containers reaches ulthar/containers',
        'yes: full packets pass from ulthar/containers to rlyeh/containers',
        'yes: office/lan reaches rlyeh/containers',
        'yes: ulthar/containers reaches office/lan',
      ]),
    )
  })

  test('new keys come from either side, and no packet is lost', async () => {
    expect(await reaches(lab.host('rlyeh/containers'), '10.2.0.10')).toBe(true)
    const child = 'containers-containers'
    expect(await lostDuring(() => rekeyed('rlyeh', `--child ${child}`, spis))).toBe(0)
    expect(await lostDuring(() => rekeyed('rlyeh', '--ike rlyeh-ulthar', ikeSpis))).toBe(0)
    const ids = await idsAtUlthar()
    expect(await lostDuring(() => rekeyed('ulthar', `--child-id ${ids.child}`, spis))).toBe(0)
    expect(await lostDuring(() => rekeyed('ulthar', `--ike-id ${ids.ike}`, ikeSpis))).toBe(0)
  })

  test('TCP passes the vSwitch because its segments are small enough, and hangs as soon as nobody sees to it', async () => {
    const send = () =>
      lab.transfer({ from: 'ulthar/containers', to: 'rlyeh/containers', bytes: 200_000, timeout: 15_000 })
    await send()
    const clamp = (machine: 'rlyeh' | 'ulthar', verb: '-D' | '-I') =>
      words(machine, 'iptables-nft', '-t', 'mangle', verb, 'FORWARD', '-j', 'CYGNET-FORWARD')
    for (const machine of ['rlyeh', 'ulthar'] as const) await clamp(machine, '-D')
    await expect(send()).rejects.toThrow(/longer than|abort/)
    expect(await reaches(lab.host('ulthar/containers'), '10.1.0.10')).toBe(true)
    for (const machine of ['rlyeh', 'ulthar'] as const) await clamp(machine, '-I')
    await send()
  })
})
