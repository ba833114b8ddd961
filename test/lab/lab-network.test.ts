import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Lab } from '../../infra/lab/lab.ts'
import { eventually } from '../../infra/lab/patience.ts'
import { run } from '../../infra/lab/program.ts'
import { readRecords } from '../../infra/lab/record.ts'
import { reaches } from '../../infra/lab/transfer.ts'
import { referenceTopology } from '../fixtures/reference.ts'
import { applyByHand } from './by-hand.ts'

/** The reference network in a lab, configured by hand, so that a broken lab is not taken for a broken cygnet. */
let lab: Lab
let folder: string
const A = 'rlyeh/containers'
const B = 'ulthar/containers'

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-test-'))
  lab = await Lab.up({ topology: referenceTopology(), folder, log: line => console.log(line) })
})

afterAll(async () => {
  await lab?.down()
  await rm(folder, { recursive: true, force: true })
})

describe('a lab, before anything of cygnet is on it', () => {
  test('has gateways with their cards named as the topology names them', async () => {
    const { stdout } = await lab.gateway('ulthar').exec(['ip', '-brief', 'address'])
    expect(stdout).toMatch(/^eth1 +UP +172\.16\.0\.2\/32/m)
    expect(stdout).toMatch(/^lxdbr0 +UP +10\.2\.0\.1\/16/m)
    expect((await lab.gateway('rlyeh').exec(['hostname'])).stdout).toBe('rlyeh\n')
  })

  test('has gateways that know what time it is', async () => {
    const { stdout } = await lab.gateway('rlyeh').exec(['date', '+%s'])
    expect(Math.abs(Number(stdout) - Date.now() / 1000)).toBeLessThan(30)
  })

  test('has two gateways that would not make the same keys', async () => {
    const made = await Promise.all(
      ['rlyeh', 'ulthar'].map(name => lab.gateway(name).exec(['openssl', 'rand', '-hex', '32'])),
    )
    expect(made[0]?.stdout).toHaveLength(65)
    expect(made[0]?.stdout).not.toBe(made[1]?.stdout)
  })

  test('shows the internet the public address of a gateway, also behind the NAT', async () => {
    const ask = (name: string) => lab.gateway(name).exec(['curl', '-sS', '-m', '10', 'http://198.51.100.10/'])
    expect((await ask('rlyeh')).stdout).toBe('203.0.113.2\n')
    expect((await ask('ulthar')).stdout).toBe('203.0.113.10\n')
  })

  test('runs the one strongSwan service that a swanctl host runs', async () => {
    const gateway = lab.gateway('rlyeh')
    expect((await gateway.exec(['systemctl', 'is-active', 'strongswan'])).stdout).toBe('active\n')
    expect((await gateway.exec(['systemctl', 'is-enabled', 'strongswan-starter'])).stdout).toBe('disabled\n')
  })

  test('has no way from one site to the other', async () => {
    expect(await reaches(lab.host(A), '10.2.0.10')).toBe(false)
  })

  test('says which gateways and wires there are, asked for one that is not', async () => {
    expect(() => lab.gateway('dagon')).toThrow(/rlyeh, ulthar/)
    await expect(async () => lab.capture({ where: 'vlan/1' })).rejects.toThrow(/vlan\/4090/)
  })
})

describe('a lab, with a VLAN and a tunnel configured by hand', () => {
  beforeAll(() => applyByHand(lab))

  test('carries full packets through the vSwitch and loses larger ones without a word', async () => {
    const ping = (size: string) =>
      lab.gateway('rlyeh').exec(['ping', '-n', '-c', '2', '-W', '2', '-M', 'do', '-s', size, '172.16.0.17'])
    expect((await ping('1372')).code).toBe(0)
    await lab.gateway('rlyeh').exec(['ip', 'link', 'set', 'vswitch', 'mtu', '1500'])
    const larger = await ping('1373')
    await lab.gateway('rlyeh').exec(['ip', 'link', 'set', 'vswitch', 'mtu', '1400'])
    expect(larger.code).toBe(1)
    expect(larger.stdout + larger.stderr).not.toMatch(/too long|needed/)
  })

  test('joins both sites: a host pings the other, in UDP on the underlay and never in clear', async () => {
    const capture = await lab.capture({ where: 'vlan', filter: 'udp port 4500 or net 10.0.0.0/8' })
    await eventually(
      'the tunnel is up',
      30_000,
      async () => (await reaches(lab.host(A), '10.2.0.10')) || undefined,
    )
    const answered = await lab.host(A).exec(['ping', '-n', '-c', '5', '-i', '0.2', '-W', '5', '10.2.0.10'])
    const packets = await capture.stop()
    expect(answered.stdout).toContain(' 0% packet loss')
    expect(packets.filter(line => /\.4500 >.*UDP-encap: ESP/.test(line)).length).toBeGreaterThanOrEqual(10)
    expect(packets.filter(line => / 10\.[12]\.0\.10 > 10\./.test(line))).toEqual([])
  })

  test('carries a megabyte from host to host, byte for byte', async () => {
    const done = await lab.transfer({ from: A, to: B, bytes: 1_000_000 })
    console.log(`lab: ${((done.bytes * 8) / done.seconds / 1e6).toFixed(1)} Mbit/s through the tunnel`)
    expect(done.bytes).toBe(1_000_000)
  })
})

describe('a lab that was taken down', () => {
  test('leaves no namespace, no process, no socket and no disk', async () => {
    const [record] = (await readRecords()).filter(each => each.folder.startsWith(folder))
    await lab.down()
    expect((await run(['ip', 'netns', 'list'])).stdout).not.toContain(record?.id)
    expect((await run(['pgrep', '-f', `cygnet-lab/${record?.id}`])).stdout).toBe('')
    expect((await readRecords()).map(({ id }) => id)).not.toContain(record?.id)
    expect((await run(['find', folder, '-name', '*.qcow2'])).stdout).toBe('')
  })
})
