import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../infra/lab/patience.ts'
import { inForce } from '../../infra/story/gateway-words.ts'
import type { CheckRun } from '../../infra/story/person.ts'
import {
  FOUR_GATEWAYS,
  GATEWAYS,
  type GatewayName,
  inNobodysVlan,
  masquerading,
} from '../lab/governed/four-gateways.ts'
import { GovernedLab, titled } from '../lab/governed/governed-lab.ts'

/** Four gateways under the real control plane, rlyeh in a wave of its own: what is told follows one upon the other. */
let governed: GovernedLab
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-waves-'))
  governed = await GovernedLab.up({ topology: FOUR_GATEWAYS, folder, log: line => console.log(line) })
})

afterAll(async () => {
  await governed?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

/** Digests of what is in force, by gateway; of one without power, nothing. */
const digests = async (): Promise<Record<string, string | undefined>> =>
  Object.fromEntries(
    await Promise.all(
      GATEWAYS.map(async name => [
        name,
        (await inForce(governed.lab.gateway(name)).catch(() => undefined))?.digest,
      ]),
    ),
  )

/** When a gateway reported its commit, by the table of a check, in milliseconds since 1970. */
const committedAt = ({ summary }: CheckRun, gateway: GatewayName): number =>
  Date.parse(new RegExp(`\\| ${gateway} \\|.*runs it.*\\| ([0-9T:.-]+Z) \\|`).exec(summary)?.[1] ?? '')

test('a healthy rollout: the canary first, and the rest when it has been well for its soak time', async () => {
  const first = await governed.tip()
  await governed.maintainer.completed(first, 'cygnet / rollout')
  await governed.press(first, 'approve-rollout')
  await governed.until(first, 'the first wave', titled(/wave 1 of 2/))
  expect((await governed.rollout(first))?.summary).toMatch(/\| kadath \| 2 \|.*waits for its turn/)
  const done = await governed.until(first, 'all four', titled(/all 4 gateways committed/))
  expect(done.conclusion).toBe('success')
  for (const name of ['ulthar', 'kadath', 'carcosa'] as const) {
    expect(committedAt(done, name) - committedAt(done, 'rlyeh')).toBeGreaterThanOrEqual(10_000)
  }
})

test('a canary that fails its probe: its wave goes back, the second never starts, and the check says why', async () => {
  const before = await digests()
  const merged = await governed.change('a VLAN that nobody is in', text =>
    masquerading(inNobodysVlan(text), ['kadath'], false),
  )
  const halted = await governed.until(merged, 'the halt', titled(/halted, (?!going)/))
  expect(halted.conclusion).toBe('failure')
  expect(halted.summary).toMatch(/Halted in wave 1\*\* by rlyeh \(probe-inside\)/)
  expect(halted.summary).toMatch(/\| kadath \| 2 \|.*waits for its turn/)
  expect(await digests()).toEqual(before)
})

let resumable = ''

test('a gateway that is switched off in the middle of its wave: the others go back, and it as well when it is back', async () => {
  const before = await digests()
  const carcosa = governed.lab.gateway('carcosa')
  resumable = await governed.change('nothing leaves for the internet', text =>
    masquerading(text.replace('vlan: 4091', 'vlan: 4090'), ['rlyeh', 'ulthar', 'carcosa'], false),
  )
  await governed.until(resumable, 'the second wave', titled(/wave 2 of 2/))
  await carcosa.powerCut()
  await governed.until(resumable, 'the halt', titled(/halted, going back/))
  await carcosa.restart()
  const halted = await governed.until(resumable, 'everybody back', titled(/halted, (?!going)/))
  expect(halted.summary).toMatch(/Halted in wave 2\*\* by carcosa \(silent\)/)
  const after = await digests()
  for (const name of ['ulthar', 'kadath', 'carcosa'] as const) expect(after[name]).toBe(before[name])
  expect(after['rlyeh']).not.toBe(before['rlyeh'])
})

test('resumed, the sick wave is tried again and comes through', async () => {
  await governed.press(resumable, 'resume-rollout')
  await governed.until(resumable, 'all of them', run => run.conclusion === 'success')
})

test('paused, nothing more begins however long the canary is well; resumed, it goes on', async () => {
  const merged = await governed.change('everything leaves again', text => masquerading(text, GATEWAYS, true))
  await governed.until(merged, 'the first wave', titled(/wave 1 of 2/))
  await governed.press(merged, 'pause-rollout')
  await governed.until(
    merged,
    'the pause, with a canary that is well',
    ({ title, summary }) => /paused/.test(title) && /\| rlyeh \| 1 \|.*runs it/.test(summary),
  )
  const soaked = Date.now() + 15_000
  await eventually(
    'longer than the soak time',
    30_000,
    async () => (Date.now() > soaked ? true : undefined),
    500,
  )
  expect((await governed.rollout(merged))?.summary).toMatch(/\| kadath \| 2 \|.*waits for its turn/)
  await governed.cygnet('resume')
  await governed.until(merged, 'all of them', run => run.conclusion === 'success')
})

test('a second push while the first is rolling: the first begins nothing more, and the second comes through', async () => {
  const first = await governed.change('no internet for two', text =>
    masquerading(text, ['rlyeh', 'kadath'], false),
  )
  await governed.until(first, 'the first wave', titled(/wave 1 of 2/))
  const second = await governed.change('nor for carcosa', text => masquerading(text, ['carcosa'], false))
  await governed.until(second, 'the second release', run => run.conclusion === 'success')
  await governed.until(first, 'the first is superseded', titled(/superseded/))
})

test('rolled back by the button, every gateway has again what it had, and the tunnels stand', async () => {
  const tip = await governed.tip()
  const before = await digests()
  await governed.press(tip, 'roll-back')
  await governed.until(tip, 'everybody back', titled(/rolled back by asenath/))
  const after = await digests()
  for (const name of ['kadath', 'carcosa'] as const) expect(after[name]).not.toBe(before[name])
  const { stdout } = await governed.lab.gateway('kadath').exec(['swanctl', '--list-sas'])
  expect(stdout).toContain('ESTABLISHED')
})
