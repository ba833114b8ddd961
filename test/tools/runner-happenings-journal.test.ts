import { afterAll, beforeAll, describe, test } from 'vitest'
import { systemClock } from '../../runner/adapters/clock.ts'
import { journalHappenings } from '../../runner/adapters/monitor/happenings-journal.ts'
import { BootedDebian } from './booted-debian.ts'
import { Charon } from './charon.ts'
import { Heard } from './heard.ts'
import { Namespace } from './namespace.ts'
import { wire } from './wire.ts'

/** The peer, driven by swanctl. */
const RLYEH = `
connections {
  rlyeh-ulthar {
    local_addrs = 172.16.0.18
    remote_addrs = 172.16.0.2
    proposals = aes128-sha256-ecp256
    mobike = no
    local { auth = psk }
    remote { auth = psk }
    children { web {\nlocal_ts = 10.1.0.0/16\nremote_ts = 10.2.0.0/16\nesp_proposals = aes128-sha256\n} }
  }
}
secrets { ike-x { secret = "hello" } }
`

/** The gateway, as cygnet writes it for the starter: a conn for the child, and its twin that initiates. */
const ULTHAR = `
config setup

conn rlyeh-ulthar/web
  keyexchange = ikev2
  left = 172.16.0.2
  leftsubnet = 10.2.0.0/16
  right = 172.16.0.18
  rightsubnet = 10.1.0.0/16
  authby = secret
  ike = aes128-sha256-ecp256!
  esp = aes128-sha256!
  reauth = no
  mobike = no
  dpddelay = 1s
  dpdaction = clear
  auto = route

conn rlyeh-ulthar/web/start
  also = rlyeh-ulthar/web
  auto = add
`

const SETTINGS = `
charon {
  retransmit_tries = 1
  retransmit_timeout = 1.0
  syslog {
    daemon {
      default = 1
      enc = 0
      net = 0
      job = 0
      ike_name = yes
    }
  }
}
`

let debian: BootedDebian
let rlyeh: Namespace
let heard: Heard

beforeAll(async () => {
  debian = await BootedDebian.boot()
  const ulthar = debian.inside
  heard = new Heard(journalHappenings(systemClock, ulthar.command('journalctl')), 'ipsec.conf')
  await ulthar.must('systemctl', ['stop', 'strongswan'])
  rlyeh = await Namespace.create()
  await wire([rlyeh, '172.16.0.18/24'], [ulthar, '172.16.0.2/24'])
  const inside = [
    [rlyeh, '10.1.0.1/16'],
    [ulthar, '10.2.0.1/16'],
  ] as const
  for (const [site, address] of inside) {
    await site.must('ip', ['address', 'add', address, 'dev', 'lo'])
    await site.write('/etc/strongswan.d/charon/kernel-libipsec.conf', 'kernel-libipsec { load = yes }\n')
  }
  await rlyeh.write('/etc/swanctl/conf.d/x.conf', RLYEH)
  await (await Charon.start(rlyeh)).loadAll()
  await ulthar.write('/etc/strongswan.d/cygnet.conf', SETTINGS)
  await ulthar.write('/etc/ipsec.conf', ULTHAR)
  await ulthar.write('/etc/ipsec.secrets', ': PSK "hello"\n')
})

afterAll(async () => {
  await heard[Symbol.asyncDispose]()
  await rlyeh[Symbol.asyncDispose]()
  await debian[Symbol.asyncDispose]()
})

/** What somebody types at the peer, and on the gateway. */
const peer = (command: string) => () => rlyeh.must('sh', ['-c', command])
const here = (command: string) => () => debian.inside.must('sh', ['-c', command])

const UP = ['ike-up us', 'child-up web us'] as const

describe('what the charon of the starter does with its SAs is read off the journal, and who began it', () => {
  test('it starts', async () => {
    await heard.after(here('systemctl start strongswan-starter'), 'daemon-up')
  })

  test('a tunnel comes up, by the conn that initiates', async () => {
    await heard.after(here('ipsec up rlyeh-ulthar/web/start'), ...UP)
  })

  test('a re-authentication started here ends the IKE SA and makes another', async () => {
    const reauth = here('swanctl --rekey --reauth --ike rlyeh-ulthar/web')
    await heard.after(reauth, 'reauthentication us', ...UP)
  })

  test('so does one started by the peer', async () => {
    await heard.after(
      peer('swanctl --rekey --reauth --ike rlyeh-ulthar'),
      'ike-down peer',
      'ike-up peer',
      'reauthentication peer',
      'child-up web peer',
    )
  })

  test.each([
    ['the IKE SA here', here('swanctl --rekey --ike rlyeh-ulthar/web'), 'ike-rekey us'],
    ['the IKE SA at the peer', peer('swanctl --rekey --ike rlyeh-ulthar'), 'ike-rekey peer'],
    ['a CHILD SA here', here('swanctl --rekey --child rlyeh-ulthar/web'), 'child-rekey web us'],
    ['a CHILD SA at the peer', peer('swanctl --rekey --child web'), 'child-rekey web peer'],
  ])('a rekey of %s', async (_, rekey, wanted) => {
    await heard.after(rekey, wanted)
  })

  test('SAs are ended, and come again', async () => {
    await heard.after(peer('swanctl --terminate --child web'), 'child-down web peer')
    await heard.after(peer('swanctl --initiate --child web'), 'child-up web peer')
    await heard.after(here('ipsec down rlyeh-ulthar/web'), 'ike-down us')
    await heard.after(here('ipsec up rlyeh-ulthar/web/start'), ...UP)
    await heard.after(peer('swanctl --terminate --ike rlyeh-ulthar'), 'ike-down peer')
  })

  test('who logs in the name of charon is not believed', async () => {
    await heard.after(
      here(`logger -t charon '07[IKE] reauthenticating IKE_SA rlyeh-ulthar/web[9]'
        ipsec up rlyeh-ulthar/web/start`),
      ...UP,
    )
  })

  test('a peer that no longer answers is given up', async () => {
    await heard.after(peer('ip link set wire down'), 'dpd us')
    await peer('ip link set wire up')()
  })

  test('a daemon that dies and comes back is followed on', async () => {
    await heard.after(here('pkill -KILL -x charon'), 'daemon-down', 'daemon-up')
    await heard.after(here('ipsec up rlyeh-ulthar/web/start'), ...UP)
    await heard.after(here('systemctl stop strongswan-starter'), 'daemon-down', 'ike-down us')
  })
})
