import { expect, test } from 'vitest'
import { ledgerInSqlite } from '../../test/fixtures/ledger-in-sqlite.ts'
import { secondRelease } from '../../test/fixtures/rollout-story.ts'
import type { Job } from '../ports/jobs.ts'
import { ListenerError, type Message } from '../ports/listener.ts'
import type { Ports } from '../ports/ports.ts'
import { deliverNotice, notify } from './notify.ts'
import { noticeSilence } from './reports/notice-silence.ts'
import { work } from './work.ts'

const MINUTE = 60_000

/** A ledger, a clock, and a webhook that may not answer. */
const world = () => {
  const state = { now: 1_000_000_000, isDeaf: false, refused: '', tries: 0 }
  const heard: Message[] = []
  const clock = { now: () => new Date(state.now) }
  const { ledger } = ledgerInSqlite(clock)
  const listener = {
    settings: { said: true },
    tell: async (message: Message) => {
      state.tries += 1
      if (state.isDeaf) throw new ListenerError('unavailable', 'the webhook did not answer')
      if (state.refused !== '' && message.body.includes(state.refused))
        throw new ListenerError('refused', 'the webhook answered 500')
      heard.push(message)
    },
  }
  const ports = { network: 'miskatonic', ledger, clock, listener, log: () => undefined } as unknown as Ports
  const deliver = (ends: Ports, job: Job): Promise<void> =>
    job.kind === 'notify' ? deliverNotice(ends, job) : Promise.resolve()
  const types = () => heard.map(({ body }) => (JSON.parse(body) as { type: string }).type)
  return { ledger, ports, state, heard, types, live: () => work(ports, deliver) }
}

test('a webhook that does not answer is asked less and less often, by one message for all, and given up in the audit log', async () => {
  const { ledger, state, live, heard } = world()
  state.isDeaf = true
  for (const gateway of ['rlyeh', 'ulthar', 'kadath'])
    notify(ledger, { type: 'drift.found', data: { gateway } }, state.now, gateway)
  ledger.jobs.ask('publish', { kind: 'publish' })
  await live()
  expect(state.tries).toBe(1)
  expect(ledger.jobs.stuck().map(({ key }) => key)).not.toContain('publish')
  for (let turn = 0; turn < 36 * 15; turn++) {
    state.now += MINUTE
    await live()
  }
  expect(ledger.jobs.stuck()).toEqual([])
  expect(heard).toEqual([])
  expect(state.tries).toBeLessThan(120)
  const given = ledger.audit.tail(9).filter(({ what }) => what === 'gave-up')
  expect(given).toHaveLength(3)
})

test('a message that is tried again is the same, and of what is about one gateway only the newest waits', async () => {
  const { ledger, state, live, heard } = world()
  state.isDeaf = true
  for (const more of [1, 2, 3]) notify(ledger, { type: 'drift.found', data: { more } }, state.now, 'rlyeh')
  await live()
  state.isDeaf = false
  state.now += MINUTE
  await live()
  expect(heard.map(({ body }) => JSON.parse(body))).toEqual([
    {
      type: 'drift.found',
      timestamp: new Date(1_000_000_000).toISOString(),
      network: 'miskatonic',
      data: { more: 3 },
    },
  ])
  expect(heard[0]?.id).toMatch(/^msg_[0-9a-f]{32}$/)
})

test('one message that the webhook does not take, whatever a gateway wrote into it, keeps no other from being told', async () => {
  const { ledger, state, live, types } = world()
  state.refused = 'poison'
  notify(ledger, { type: 'drift.found', data: { what: 'poison' } }, state.now, 'rlyeh')
  notify(ledger, { type: 'rollout.halted', data: { message: 'half a \ud83d' } }, state.now, 'one')
  await live()
  expect(types()).toEqual([])
  state.now += MINUTE
  await live()
  expect(types()).toEqual(['rollout.halted'])
})

test('a gateway that measures and stops saying so is told of once, and when it is back', async () => {
  const { ledger, ports, state, live, types } = world()
  ledger.keep(secondRelease().rollout)
  const speak = () =>
    ledger.measurements.put('rlyeh', state.now, {
      since: '2026-03-01T12:00:00Z',
      paths: [],
      losses: [],
      more: 0,
    })
  const look = async () => {
    noticeSilence(ports)
    await live()
  }
  speak()
  await look()
  for (let turn = 0; turn < 6; turn++) {
    state.now += 5 * MINUTE
    await look()
  }
  expect(types()).toEqual(['gateway.silent'])
  speak()
  await look()
  await look()
  expect(types()).toEqual(['gateway.silent', 'gateway.heard'])
})
