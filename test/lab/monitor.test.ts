import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { ManagedLab } from '../../infra/lab/managed/managed-lab.ts'
import { eventually } from '../../infra/lab/patience.ts'
import { Bundle } from '../../schema/wire/bundle.ts'
import { Measured, type MeasuredLoss } from '../../schema/wire/measured.ts'
import { TWO_GATEWAYS } from './managed/two-gateways.ts'
import { mend, spoil } from './provider.ts'

/**
 * Why packets were lost, as a gateway says it: two gateways and their tunnel, both measured every second by the service, and three
 * troubles of which each must be named.
 */
const MEASURED = `${TWO_GATEWAYS}monitor: {}\n`

let managed: ManagedLab
let folder: string

const Status = z.object({ measured: z.optional(Measured) })

/** What `cygnet-runner status` says was measured in the last two minutes. */
const measured = async (gateway: string): Promise<Measured | undefined> => {
  const status = ['cygnet-runner', 'status', '--format', 'json']
  const { code, stdout, stderr } = await managed.gateway(gateway).exec(status, { timeout: 180_000 })
  if (code !== 0) throw new Error(`${gateway}: ${stderr}${stdout}`)
  return Status.parse(JSON.parse(stdout)).measured
}

/** Waits until a gateway says so of a loss through the tunnel. */
const named = (gateway: string, cause: MeasuredLoss['cause'], words: RegExp): Promise<MeasuredLoss> => {
  let said = ''
  return eventually(`${gateway} names ${cause}`, 240_000, async () => {
    const losses = (await measured(gateway))?.losses ?? []
    const now = losses.map(loss => `${gateway}, ${loss.child ?? 'underlay'}: ${loss.words}`).join('\n')
    if (now !== said) console.log(now)
    said = now
    return losses.find(loss => loss.child !== undefined && loss.cause === cause && words.test(loss.words))
  })
}

/** Re-authentication of rlyeh's end every twenty seconds: the topology's shortest is five minutes. */
const reauthenticating = (bundle: Bundle): Bundle => {
  if (bundle.gateway !== 'rlyeh') return bundle
  const text = JSON.stringify(bundle)
  const with20s = text.replace(/reauth_time = 0s/, 'reauth_time = 20s')
  if (with20s === text) throw new Error('there is no re-authentication to switch on')
  return Bundle.parse(JSON.parse(with20s))
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-monitor-'))
  managed = await ManagedLab.up({ topology: MEASURED, folder, log: line => console.log(line) })
  const release = await managed.release(managed.compile(MEASURED))
  for (const name of ['rlyeh', 'ulthar'])
    await managed.gateway(name).exec(['systemctl', 'start', 'cygnet-runner'])
  for (const name of ['rlyeh', 'ulthar']) await managed.reported(name, release, ['committed'], 240_000)
  await eventually('both paths answer', 120_000, async () => {
    const paths = (await measured('rlyeh'))?.paths ?? []
    return paths.length === 2 && paths.every(({ sent, lost }) => sent > lost) ? true : undefined
  })
})

afterAll(async () => {
  await managed?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

describe('the monitor names', () => {
  test('the provider, who drops packets', async () => {
    await spoil(managed.lab, 'drop')
    await named(
      'rlyeh',
      'underlay',
      /^\d.* of loss; underlay lost the same packets: provider(, or the other gateway is off)? \(\d+ of \d+\)$/,
    )
    await mend(managed.lab)
  })

  test('the size of packets, where the path carries less than it should', async () => {
    await spoil(managed.lab, 'meta length > 1300 drop')
    const { words } = await named(
      'rlyeh',
      'size',
      /^large packets only: MTU, largest that passes 12\d\d, where 1326 should$/,
    )
    await mend(managed.lab)
    expect(words).toBe('large packets only: MTU, largest that passes 1238, where 1326 should')
  })

  test('re-authentication, switched on for one tunnel', async () => {
    // The first message of each new IKE SA is lost: two seconds until it is sent again.
    await spoil(managed.lab, 'ip saddr 172.16.0.18 udp dport 500 numgen inc mod 2 0 drop')
    const release = await managed.release(managed.compile(MEASURED).map(reauthenticating))
    await managed.reported('rlyeh', release, ['committed'], 240_000)
    // An IKE SA lives on as it was made: the next one does what is wanted now.
    await managed.gateway('rlyeh').exec(['swanctl', '--terminate', '--ike', 'rlyeh-ulthar'])
    await named(
      'rlyeh',
      'reauthentication',
      /^\d+\.\d s of loss(?:, \d\.\d s after| around) re-authentication started here; underlay clean$/,
    )
    await named(
      'ulthar',
      'reauthentication',
      /^\d+\.\d s of loss(?:, \d\.\d s after| around) re-authentication started by the peer .*; underlay clean$/,
    )
    await mend(managed.lab)
  })

  test('each of them to the control plane too', async () => {
    const causes = () =>
      managed
        .reports('rlyeh')
        .flatMap(report => report.measured?.losses ?? [])
        .filter(({ child }) => child !== undefined)
        .map(({ cause }) => cause)
    await eventually('it reports them', 150_000, async () =>
      ['underlay', 'size', 'reauthentication'].every(cause => causes().some(one => one === cause))
        ? true
        : undefined,
    )
  })
})
