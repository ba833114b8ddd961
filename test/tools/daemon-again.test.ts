import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { eventually } from '../../infra/lab/patience.ts'
import { ManagedDebian } from './managed-debian.ts'
import { runnerPackage } from './packages.ts'

/** The daemons' units as the package has them, under a real systemd, with daemons that end by themselves. */
let gateway: ManagedDebian

const STARTER = 'strongswan-starter'
const SWANCTL = 'strongswan'

beforeAll(async () => {
  gateway = await ManagedDebian.boot()
  await gateway.install(await runnerPackage())
})

afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]()
})

beforeEach(async () => {
  await gateway.must(`systemctl stop ${STARTER} ${SWANCTL}; rm -f /run/ended`)
})

/** A daemon that cannot begin, from now on; each try is a line in /run/ended. Gives what mends it. */
const broken = async (program: string, code: number): Promise<() => Promise<string>> => {
  await gateway.inside.write('/run/broken', `#!/bin/sh\necho >>/run/ended\nexit ${code}\n`, 0o755)
  await gateway.must(`mount --bind /run/broken ${program}`)
  return async () => await gateway.must(`umount ${program}`)
}

const is = async (unit: string, state: string): Promise<void> => {
  await eventually(`${unit} is ${state}`, 60_000, async () =>
    (await gateway.inside.run('systemctl', ['is-active', unit])).stdout.trim() === state ? true : undefined,
  )
}

const tries = async (): Promise<number> =>
  Number(await gateway.must('[ ! -e /run/ended ] || wc -l </run/ended').then(text => text.trim() || 0))

/** So many more tries have been made. */
const tried = async (more: number): Promise<void> => {
  const before = await tries()
  await eventually('it is tried again', 90_000, async () =>
    (await tries()) >= before + more ? true : undefined,
  )
}

test.for([
  [STARTER, '/usr/lib/ipsec/charon'],
  [SWANCTL, '/usr/sbin/charon-systemd'],
] as const)('%s, whose charon cannot begin, is tried until it can', async ([unit, program]) => {
  const mend = await broken(program, 66)
  await gateway.must(`systemctl --no-block start ${unit}`)
  await tried(6)
  await mend()
  await is(unit, 'active')
})

test('what a person stops stays stopped, also between two tries', async () => {
  const mend = await broken('/usr/lib/ipsec/charon', 66)
  await gateway.must(`systemctl --no-block start ${STARTER}`)
  await tried(2)
  await is(STARTER, 'activating')
  await gateway.must(`systemctl stop ${STARTER}`)
  const before = await tries()
  await mend()
  // Twice as long as a pause.
  await gateway.must('sleep 10')
  expect(await tries()).toBe(before)
  await is(STARTER, 'inactive')
})

test('neither begins while the other runs, nor is it tried again', async () => {
  await gateway.must(`systemctl start ${SWANCTL}`)
  await gateway.must(`systemctl start ${STARTER}`)
  await is(STARTER, 'inactive')
  expect(await gateway.must('swanctl --version; swanctl --stats')).toContain('uptime')
  await gateway.must(`systemctl stop ${SWANCTL}; systemctl start ${STARTER}`)
  await is(STARTER, 'active')
})

test.for([
  ['restarted', `systemctl start ${STARTER}; ipsec restart`],
  ['started', `ipsec start; sleep 1; systemctl start ${STARTER}`],
] as const)('a starter that was %s by hand makes way for the service', async ([, typed]) => {
  await gateway.must(typed)
  await is(STARTER, 'active')
  // Longer than a pause: a unit that finds another starter is active for a moment each time.
  await gateway.must('sleep 7')
  await is(STARTER, 'active')
  const main = (await gateway.must(`systemctl show --property=MainPID --value ${STARTER}`)).trim()
  expect(await gateway.must('cat /run/starter.charon.pid')).toBe(`${main}\n`)
  expect(await gateway.must('pidof starter')).toBe(`${main}\n`)
  expect(await gateway.must('ipsec statusall')).toContain('Security Associations')
})
