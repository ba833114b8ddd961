import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../infra/lab/patience.ts'
import { inForce } from '../../infra/story/gateway-words.ts'
import { GovernedLab, titled } from '../lab/governed/governed-lab.ts'
import { TWO_GATEWAYS } from '../lab/managed/two-gateways.ts'
import { mend, spoil } from '../lab/provider.ts'

/** Two gateways under the real control plane whose tunnel is measured every second; rlyeh goes first, alone. */
const MEASURED = `${TWO_GATEWAYS}  waves:
    - { gateways: [rlyeh], soak: 10s }
    - { gateways: "*", soak: 5s }
monitor: {}
`

/**
 * Milliseconds: measurements are kept in fives of minutes. Those in which the tunnel came up, and the last two before a change, are not what was
 * before it (ADR 0171).
 */
const FIVE = 300_000

/** What `cygnet status` says of a tunnel that loses a packet in a hundred at most. */
const LITTLE = /rlyeh-ulthar: 0(?:\.\d+)? % lost, .* underlay 0(?:\.\d+)? %/

let governed: GovernedLab
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-loss-'))
  governed = await GovernedLab.up({ topology: MEASURED, folder, log: line => console.log(line) })
})

afterAll(async () => {
  await governed?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

test('a release after which a tunnel loses packets that the path below it does not: its wave goes back, and the check says what was lost', {
  timeout: 12 * FIVE,
}, async () => {
  const first = await governed.tip()
  await governed.maintainer.completed(first, 'cygnet / rollout')
  await governed.press(first, 'approve-rollout')
  await governed.until(first, 'both gateways', titled(/all 2 gateways committed/))
  await eventually('what the tunnel loses before the release', 240_000, async () =>
    LITTLE.test((await governed.cygnet('status')).stdout) ? true : undefined,
  )
  const known = (Math.ceil(Date.now() / FIVE) + 3) * FIVE
  await eventually(
    'a time before the release',
    6 * FIVE,
    async () => (Date.now() > known ? true : undefined),
    5000,
  )
  const rlyeh = governed.lab.gateway('rlyeh')
  const before = await inForce(rlyeh)

  // A change cannot set its own rules: the canary is watched for five minutes from the next one on.
  const patient = await governed.change('a longer look at the canary', text =>
    text.replace('soak: 10s', 'soak: 5m'),
  )
  await governed.until(patient, 'the new rules', titled(/nothing changes on any gateway/))
  const merged = await governed.change('nothing leaves for the internet', text =>
    text.replaceAll('masquerade: [containers]', 'masquerade: []'),
  )
  await governed.until(merged, 'the canary', ({ summary }) => /\| rlyeh \| 1 \|.*runs it/.test(summary))
  // Every second packet of the tunnel; echoes below it pass.
  await spoil(governed.lab, 'ip saddr 172.16.0.18 meta l4proto != icmp numgen inc mod 2 0 drop')
  const halted = await governed.until(merged, 'the halt', titled(/halted, (?!going)/))
  await mend(governed.lab)
  expect(halted.conclusion).toBe('failure')
  expect(halted.summary).toMatch(/Halted in wave 1\*\* by rlyeh \(loss\)/)
  expect(halted.summary).toMatch(
    /lost \d+ of about \d+ packets through rlyeh-ulthar\/[\w-]+ while the wave soaked, which its underlay did not; 0 &#37; in the hour before/,
  )
  expect(halted.summary).toMatch(/\| ulthar \| 2 \|.*waits for its turn/)
  expect((await inForce(rlyeh))?.digest).toBe(before?.digest)
})
