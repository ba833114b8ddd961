import { expect, test } from 'vitest'
import { referenceBundles } from '../../test/fixtures/reference-bundles.ts'
import { beginRlyeh, TUNNEL } from '../../test/fixtures/rlyeh-in-memory.ts'
import { starterBundles } from '../../test/fixtures/starter-bundles.ts'
import { MemoryGateway } from '../adapters/memory/gateway.ts'
import { once } from './once.ts'

const OWN_CONF = 'config setup\n\nconn by-hand\n  auto=add'
const OWN_SECRETS = '192.0.2.9 : PSK "by hand"\n'

type Rlyeh = Awaited<ReturnType<typeof beginRlyeh>>

const write = async ({ world }: Rlyeh, path: string, text: string): Promise<void> => {
  await world.disk.write('test', path, new TextEncoder().encode(text), 0o600)
}

/** A gateway driven by swanctl, with a tunnel that is up, for which the starter is released; and files of somebody else. */
const beforeSwitch = async () => {
  const rlyeh = await beginRlyeh()
  await write(rlyeh, '/etc/ipsec.conf', OWN_CONF)
  await write(rlyeh, '/etc/ipsec.secrets', OWN_SECRETS)
  await once(rlyeh.gateway)
  rlyeh.host.up.add(TUNNEL)
  rlyeh.host.acts.length = 0
  await rlyeh.world.release(3, { bundles: starterBundles() })
  return rlyeh
}

test('one daemon stops before the other starts, and what was up is woken', async () => {
  const { world, host, gateway, reports } = await beforeSwitch()
  expect((await once(gateway)).trouble).toBeUndefined()
  const services = host.acts.filter(act => / (swanctl|ipsec\.conf|ipsec)\b/.test(act))
  expect(services).toEqual([
    'look for ipsec.conf',
    'check ipsec',
    'stop swanctl',
    'start ipsec.conf',
    'apply ipsec',
    `wake ipsec.conf ${TUNNEL}`,
    'prefer ipsec.conf',
    'reload ipsec',
  ])
  expect(host.live).toMatchObject({ daemon: 'ipsec.conf', enabled: 'ipsec.conf' })
  expect(world.disk.text('/etc/ipsec.conf')).toBe(`${OWN_CONF}\ninclude /etc/ipsec.d/cygnet.conf\n`)
  expect(world.disk.text('/etc/ipsec.secrets')).toBe(`${OWN_SECRETS}include /etc/ipsec.d/cygnet.secrets\n`)
  expect(world.disk.files.get('/etc/ipsec.d/cygnet.secrets')?.mode).toBe(0o600)
  expect(world.disk.files.has('/etc/swanctl/conf.d/cygnet.conf')).toBe(false)
  expect(
    reports()
      .at(-1)
      ?.children.map(({ connection, child }) => `${connection}/${child}`),
  ).toEqual([TUNNEL])
})

test('and back again: the files of the starter are gone, the rest of the others is as it was', async () => {
  const { world, host, gateway } = await beforeSwitch()
  await once(gateway)
  await world.release(4, { bundles: referenceBundles() })
  expect((await once(gateway)).trouble).toBeUndefined()
  expect(host.live).toMatchObject({ daemon: 'swanctl', enabled: 'swanctl' })
  expect(world.disk.text('/etc/ipsec.conf')).toBe(`${OWN_CONF}\n`)
  expect(world.disk.text('/etc/ipsec.secrets')).toBe(OWN_SECRETS)
  expect([...world.disk.files.keys()].filter(path => path.startsWith('/etc/ipsec.d/'))).toEqual([])
})

test('a daemon that does not start leads back to the one that did', async () => {
  const { world, host, gateway, reports } = await beforeSwitch()
  const connections = host.live.connections
  host.before = act => {
    if (act === 'start ipsec.conf') throw MemoryGateway.refusal('strongswan-starter.service', 'it failed')
  }
  await once(gateway)
  expect(host.live).toMatchObject({ daemon: 'swanctl', enabled: 'swanctl', connections })
  expect(host.acts).toContain(`wake swanctl ${TUNNEL}`)
  expect(world.disk.text('/etc/ipsec.conf')).toBe(`${OWN_CONF}\n`)
  expect([...world.disk.files.keys()].filter(path => path.startsWith('/etc/ipsec.d/'))).toEqual([])
  expect(reports().at(-1)).toMatchObject({
    outcome: 'reverted',
    problem: { code: 'apply-strongswan-starter.service' },
  })
})

test('a daemon that is not installed is refused before anything changes', async () => {
  const { host, gateway, reports } = await beforeSwitch()
  host.before = act => {
    if (act === 'look for ipsec.conf') throw MemoryGateway.refusal('systemctl', 'there is no such unit')
  }
  await once(gateway)
  expect(host.acts.filter(act => !act.startsWith('check'))).toEqual([])
  expect(reports().at(-1)).toMatchObject({ outcome: 'refused', problem: { code: 'preflight-systemctl' } })
})

test.each(['swanctl', 'ipsec.conf', undefined] as const)(
  'a first release finds %s running, and a failure leaves that running',
  async found => {
    const { world, host, gateway } = await beginRlyeh(starterBundles())
    host.live.daemon = found
    host.before = act => {
      if (act === 'apply ipsec' && world.disk.files.has('/etc/ipsec.d/cygnet.conf'))
        throw MemoryGateway.refusal('starter', 'no')
    }
    await once(gateway)
    expect(host.live).toMatchObject({ daemon: found, enabled: 'swanctl', connections: '' })
    expect([...world.disk.files.keys()].filter(path => path.startsWith('/etc/'))).toEqual([])
    host.before = () => undefined
    await world.release(3, { bundles: starterBundles() })
    expect((await once(gateway)).trouble).toBeUndefined()
    expect(host.live).toMatchObject({ daemon: 'ipsec.conf', enabled: 'ipsec.conf' })
  },
)
