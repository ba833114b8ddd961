import { expect, test } from 'vitest'
import { beginRlyeh, TUNNEL } from '../../test/fixtures/rlyeh-in-memory.ts'
import type { Host } from '../ports/host.ts'
import { doctor, doctorText, isWell } from './doctor.ts'
import { once } from './once.ts'

/** A host that is well, on a line that carries packets of so many bytes. */
const hostOn = (line: number): Host => ({
  units: async names =>
    await Promise.resolve(
      new Map(
        names.map(name => [
          name,
          { active: name !== 'strongswan-starter.service', enabled: enabledOf(name) },
        ]),
      ),
    ),
  networkdConfig: async () =>
    await Promise.resolve('[Network]\nManageForeignRoutes=no\nManageForeignRoutingPolicyRules=no\n'),
  nftRuleset: async () => await Promise.resolve('{"nftables":[]}'),
  synchronised: async () => await Promise.resolve(true),
  folder: async () => await Promise.resolve({ free: 2 ** 33, writable: true }),
  carries: async (_, __, bytes) => await Promise.resolve(bytes <= line),
})

const enabledOf = (name: string): string => (name === 'strongswan-starter.service' ? 'disabled' : 'enabled')

const settled = async () => {
  const story = await beginRlyeh()
  await once(story.gateway)
  story.host.up.add(TUNNEL)
  return story
}

test('a gateway that is well is told so, with what it manages and what is up', async () => {
  const { gateway, host } = await settled()
  host.acts.length = 0
  const diagnosis = await doctor(gateway, hostOn(1500))
  expect(diagnosis).toMatchObject({ drift: [], traps: [], unseen: [] })
  expect(isWell(diagnosis)).toBe(true)
  const text = doctorText(diagnosis)
  expect(text).toContain('in force: release 2')
  expect(text).toContain('/etc/swanctl/conf.d/cygnet.conf')
  expect(text).toContain(`up   ${TUNNEL}`)
  expect(text).toMatch(/all is well\n$/)
  expect(host.acts).toEqual([])
})

test('a line that carries less than its interface promises is found to the byte, above and below the tunnel', async () => {
  const { gateway } = await settled()
  const { traps } = await doctor(gateway, hostOn(1300))
  expect(traps.map(({ code, why }) => [code, /longest that does has (\d+)/.exec(why)?.[1]])).toEqual([
    ['mtu', '1300'],
    ['mtu', '1300'],
  ])
})

test('drift and traps are shown with what mends them, and no name of others moves the cursor', async () => {
  const { gateway, host } = await settled()
  host.live.sysctl.set('net.ipv4.ip_forward', '0\u001b[2J')
  const diagnosis = await doctor(gateway, {
    ...hostOn(1500),
    synchronised: async () => await Promise.resolve(false),
  })
  expect(isWell(diagnosis)).toBe(false)
  const text = doctorText(diagnosis)
  expect(text).toContain('setting net.ipv4.ip_forward')
  expect(text).toContain('    +net.ipv4.ip_forward = 0?[2J')
  expect(text).toContain('mend: timedatectl set-ntp true')
  expect(text).not.toContain('\u001b')
  expect(text).toMatch(/something is wrong\n$/)
})

test('where tools lie, say nothing or are not there, the rest is still told', async () => {
  const { gateway, host } = await settled()
  host.live.daemon = undefined
  const nothing = async (): Promise<undefined> => await Promise.resolve(undefined)
  const diagnosis = await doctor(gateway, {
    ...hostOn(0),
    units: async () => await Promise.resolve(new Map()),
    networkdConfig: nothing,
    synchronised: nothing,
    nftRuleset: async () => await Promise.resolve('\0{{{{'),
  })
  expect(diagnosis.traps).toEqual([])
  expect(diagnosis.unseen).toEqual([expect.stringContaining('it does not run')])
  expect(isWell(diagnosis)).toBe(false)
  expect(doctorText(diagnosis)).toContain('strongSwan does not answer')
})

test('a gateway on which nothing was ever released has nothing to compare', async () => {
  const { gateway } = await beginRlyeh()
  const diagnosis = await doctor(gateway, hostOn(1500))
  expect(diagnosis).toMatchObject({ managed: [], drift: [], traps: [] })
  expect(doctorText(diagnosis)).toContain('in force: nothing yet')
})
