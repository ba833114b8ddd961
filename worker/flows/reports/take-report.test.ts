import { expect, test } from 'vitest'
import type { ChildState } from '../../../schema/wire/child-state.ts'
import { ledgerInSqlite } from '../../../test/fixtures/ledger-in-sqlite.ts'
import { MIXED, pictureIn } from '../../../test/fixtures/mixed-network.ts'
import { digest, Story } from '../../../test/fixtures/rollout-story.ts'
import { keptPicture } from '../../picture/kept-picture.ts'
import type { Ports } from '../../ports/ports.ts'
import { statusOf } from '../look/status.ts'
import { takeReport } from './take-report.ts'

const clock = { now: () => new Date('2026-03-01T12:00:00Z') }
type State = ChildState['state']

/** A wave that is watched for an hour, and a gateway of it that tells how its tunnel and a laptop are. */
const watched = () => {
  const { ledger } = ledgerInSqlite(clock)
  const story = new Story(['arkham'], { waves: [{ gateways: ['arkham'], soak: 3600 }] })
  story.now = clock.now().getTime()
  ledger.keep(story.push(story.candidate('a'), 'alice').publish().rollout)
  ledger.pictures.put(digest('a'), keptPicture(pictureIn(MIXED)), 0, [])
  const ports = { network: 'mixed', ledger, clock } as unknown as Ports
  let counter = 0
  const says = (tunnel: State, laptop: State) => {
    counter += 1
    const children = [
      { connection: 'core-arkham-dunwich', child: 'lan-lan', state: tunnel },
      { connection: 'laptops-client_a', child: 'inside', state: laptop },
    ]
    const at = clock.now().toISOString()
    const told = { outcome: 'committed', bundle: digest('a'), inForce: digest('a'), children } as const
    const report = {
      cygnet: 1,
      network: 'mixed',
      gateway: 'arkham',
      counter,
      at,
      runner: '0.1.0',
      ...told,
    } as const
    takeReport(ports, { report, signature: `${'A'.repeat(86)}==` }, () => true)
    return ledger.rollout().current?.standings['arkham']
  }
  return { says, tunnels: () => statusOf(ports).gateways[0]?.report?.tunnels }
}

test('somebody who closes a laptop while a wave is watched stops no rollout', () => {
  const { says, tunnels } = watched()
  says('up', 'up')
  expect(says('up', 'down')).toEqual({
    kind: 'committed',
    at: clock.now().getTime(),
    tunnels: { up: 1, trap: 0, down: 0 },
  })
  expect(tunnels()).toEqual({ up: 1, trap: 0, down: 0 })
})

test('a tunnel that falls does', () => {
  const { says, tunnels } = watched()
  says('up', 'down')
  expect(says('down', 'up')).toMatchObject({ lost: { tunnels: ['core-arkham-dunwich/lan-lan'] } })
  expect(tunnels()).toEqual({ up: 0, trap: 0, down: 1 })
})
