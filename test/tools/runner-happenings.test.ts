import { afterAll, beforeAll, describe, test } from 'vitest'
import { systemClock } from '../../runner/adapters/clock.ts'
import { viciHappenings } from '../../runner/adapters/monitor/happenings-vici.ts'
import { Charon } from './charon.ts'
import { Heard } from './heard.ts'
import { Namespace } from './namespace.ts'
import { wire } from './wire.ts'

/** One end of a tunnel with two children, whose ESP is in user space. */
const connection = (
  own: string,
  peer: string,
  ownNetwork: string,
  peerNetworks: readonly string[],
): string => `
connections {
  rlyeh-ulthar {
    local_addrs = ${own}
    remote_addrs = ${peer}
    proposals = aes128-sha256-ecp256
    mobike = no
    dpd_delay = 1s
    local { auth = psk }
    remote { auth = psk }
    children {
${peerNetworks
  .map(
    (network, n) =>
      `${['web', 'mail'][n]} {\nlocal_ts = ${ownNetwork}\nremote_ts = ${network}\nesp_proposals = aes128-sha256\n}`,
  )
  .join('\n')}
    }
  }
}
secrets { ike-x { secret = "${'x'.repeat(32)}" } }
`

const SETTINGS = `
charon {
  retransmit_tries = 1
  retransmit_timeout = 1.0
}
`

let rlyeh: Namespace
let ulthar: Namespace
let heard: Heard

beforeAll(async () => {
  rlyeh = await Namespace.create()
  ulthar = await Namespace.create()
  await wire([rlyeh, '172.16.0.18/24'], [ulthar, '172.16.0.2/24'])
  const networks = ['10.2.0.0/16', '10.3.0.0/16']
  await rlyeh.write(
    '/etc/swanctl/conf.d/x.conf',
    connection('172.16.0.18', '172.16.0.2', '10.1.0.0/16', networks),
  )
  const other = connection('172.16.0.2', '172.16.0.18', '0.0.0.0/0', ['10.1.0.0/16', '10.1.0.0/16'])
    .replace('local_ts = 0.0.0.0/0', 'local_ts = 10.2.0.0/16')
    .replace('local_ts = 0.0.0.0/0', 'local_ts = 10.3.0.0/16')
  await ulthar.write('/etc/swanctl/conf.d/x.conf', other)
  const inside = [
    [rlyeh, '10.1.0.1/16'],
    [ulthar, '10.2.0.1/16'],
    [ulthar, '10.3.0.1/16'],
  ] as const
  for (const [site, address] of inside) await site.must('ip', ['address', 'add', address, 'dev', 'lo'])
  for (const site of [rlyeh, ulthar]) {
    await site.write('/etc/strongswan.d/test.conf', SETTINGS)
    await site.write('/etc/strongswan.d/charon/kernel-libipsec.conf', 'kernel-libipsec { load = yes }\n')
    await (await Charon.start(site)).loadAll()
  }
  heard = new Heard(viciHappenings(systemClock, rlyeh.outside('/run/charon.vici')), 'swanctl')
})

afterAll(async () => {
  await heard[Symbol.asyncDispose]()
  await rlyeh[Symbol.asyncDispose]()
  await ulthar[Symbol.asyncDispose]()
})

const swanctl =
  (site: () => Namespace, ...args: readonly string[]) =>
  () =>
    site().must('swanctl', args)

const here = () => rlyeh
const peer = () => ulthar
const IKE = ['--ike', 'rlyeh-ulthar'] as const

describe('what charon does with its SAs is heard, and who began it', () => {
  test('a tunnel comes up, one child after the other', async () => {
    await heard.after(swanctl(here, '--initiate', '--child', 'web'), 'ike-up us', 'child-up web us')
    await heard.after(swanctl(peer, '--initiate', '--child', 'mail'), 'child-up mail peer')
  })

  test.each([
    ['the IKE SA here', here, IKE, 'ike-rekey us'],
    ['the IKE SA at the peer', peer, IKE, 'ike-rekey peer'],
    ['a CHILD SA here', here, ['--child', 'web'], 'child-rekey web us'],
    ['a CHILD SA at the peer', peer, ['--child', 'mail'], 'child-rekey mail peer'],
  ] as const)('a rekey of %s', async (_, site, what, wanted) => {
    await heard.after(swanctl(site, '--rekey', ...what), wanted)
  })

  test('a CHILD SA is ended, and comes again', async () => {
    await heard.after(swanctl(peer, '--terminate', '--child', 'mail'), 'child-down mail peer')
    await heard.after(swanctl(here, '--initiate', '--child', 'mail'), 'child-up mail us')
    await heard.after(swanctl(here, '--terminate', '--child', 'mail'), 'child-down mail us')
  })

  test('a re-authentication started here ends the IKE SA and makes another', async () => {
    // charon waits until CHILD SAs that a rekey replaced are gone for good.
    await heard.after(
      swanctl(here, '--rekey', '--reauth', ...IKE),
      'reauthentication us',
      'ike-up us',
      'child-up web us',
    )
  })

  test('so does one started by the peer', async () => {
    await heard.after(
      swanctl(peer, '--rekey', '--reauth', ...IKE),
      'ike-down peer',
      'ike-up peer',
      'reauthentication peer',
      'child-up web peer',
    )
  })

  test('the end of an IKE SA is told once, not for each child', async () => {
    await heard.after(swanctl(peer, '--terminate', ...IKE), 'ike-down peer')
    await heard.after(swanctl(here, '--initiate', '--child', 'web'), 'ike-up us', 'child-up web us')
    await heard.after(swanctl(here, '--terminate', ...IKE), 'ike-down us')
  })

  test('a peer that no longer answers is given up', async () => {
    await heard.after(swanctl(here, '--initiate', '--child', 'web'), 'ike-up us', 'child-up web us')
    await heard.after(() => ulthar.must('ip', ['link', 'set', 'wire', 'down']), 'dpd us')
  })

  test('a daemon that dies and comes back is followed on', async () => {
    await heard.after(() => rlyeh.must('pkill', ['-KILL', 'charon-systemd']), 'daemon-down')
    await ulthar.must('ip', ['link', 'set', 'wire', 'up'])
    await heard.after(async () => await (await Charon.start(rlyeh)).loadAll(), 'daemon-up')
    await heard.after(swanctl(here, '--initiate', '--child', 'web'), 'ike-up us', 'child-up web us')
  })
})
