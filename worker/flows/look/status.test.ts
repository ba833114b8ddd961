import { expect, test } from 'vitest'
import { ledgerInSqlite } from '../../../test/fixtures/ledger-in-sqlite.ts'
import { MIXED, pictureIn } from '../../../test/fixtures/mixed-network.ts'
import { secondRelease } from '../../../test/fixtures/rollout-story.ts'
import { keptPicture } from '../../picture/kept-picture.ts'
import type { Ports } from '../../ports/ports.ts'
import { inSight } from './draw.ts'
import { statusOf } from './status.ts'

const clock = { now: () => new Date('2026-03-01T12:00:00Z') }

/** What an operator is told of a network whose newest release asks for measuring, or does not, where a gateway once measured. */
const told = (monitor: boolean | undefined) => {
  const { ledger } = ledgerInSqlite(clock)
  const { rollout } = secondRelease()
  ledger.keep(rollout)
  if (monitor !== undefined) {
    const picture = pictureIn({ ...MIXED, ...(monitor && { monitor: { every: '1s' } }) })
    ledger.pictures.put(inSight(rollout)?.plan ?? '', keptPicture(picture), 0, [])
  }
  const path = { tunnel: 't', child: 'lan-lan', sent: 100, lost: 40 }
  ledger.measurements.put('rlyeh', clock.now().getTime(), {
    since: '2026-03-01T11:58:00Z',
    paths: [path],
    losses: [],
    more: 0,
  })
  ledger.reports.put('rlyeh', {
    gateway: 'rlyeh',
    counter: 1,
    received: clock.now().getTime(),
    signed: {
      report: {
        cygnet: 1,
        network: 'miskatonic',
        gateway: 'rlyeh',
        counter: 1,
        at: '2026-03-01T12:00:00Z',
        outcome: 'unchanged',
        children: [],
        runner: '0.1.0',
      },
      signature: `${'A'.repeat(86)}==`,
    },
  })
  const { measures, gateways } = statusOf({ network: 'miskatonic', ledger } as unknown as Ports)
  return { measures, lost: gateways.find(({ name }) => name === 'rlyeh')?.measured?.tunnels[0]?.lost }
}

test('what a gateway measured is told while the topology asks for it', () => {
  expect(told(true)).toEqual({ measures: true, lost: 40 })
})

test('the loss of a day on which it was measured is not shown for a week after that has gone', () => {
  expect(told(false)).toEqual({ measures: false, lost: undefined })
})

test('where nobody knows whether it is asked for, what there is is told', () => {
  expect(told(undefined)).toEqual({ measures: undefined, lost: 40 })
})
