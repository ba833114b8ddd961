import { beforeEach, describe, expect, test } from 'vitest'
import { person } from '../../test/fixtures/person.ts'
import { Network } from '../../test/simulation/network.ts'
import { Plane } from '../../test/simulation/plane.ts'
import { Repository } from '../../test/simulation/repository.ts'
import { Time } from '../../test/simulation/time.ts'
import { Random } from '../../test/soak/fuzz/random.ts'
import { ForgeError } from '../ports/forge.ts'
import type { Job } from '../ports/jobs.ts'
import type { Ports } from '../ports/ports.ts'
import { approve } from './approve.ts'
import { statusOf } from './look/status.ts'
import { advance } from './rollout/advance.ts'
import { pressedToSteer, steer } from './steer.ts'
import { takeDelivery } from './take-delivery.ts'
import { perform, work } from './work.ts'

describe('steering', () => {
  let plane: Plane
  let commit: string
  let time: Time

  beforeEach(() => {
    time = new Time()
    const random = new Random(1)
    const network = new Network(random, 4)
    plane = new Plane(time, random, network, new Repository())
    const candidate = network.change('bob')
    commit = candidate.commit
    const { now } = time
    advance(plane.ledger, now, {
      kind: 'pushed',
      now,
      candidate,
      approvedBy: [person('alice'), person('carter')],
    })
  })

  const phase = () => statusOf(plane.ports).release?.phase
  const audited = () => plane.ledger.log.map(({ who, what }) => `${who} ${what}`)

  test('is for whoever may approve, says who it was, and does nothing twice', async () => {
    expect(statusOf(plane.ports).release?.can).toEqual(['pause', 'roll-back'])
    expect(await steer(plane.ports, 'pause', person('alice'))).toEqual({ release: 1, by: 'alice' })
    await expect(steer(plane.ports, 'pause', person('alice'))).rejects.toMatchObject({
      code: 'nothing-to-steer',
    })
    await steer(plane.ports, 'resume', person('carter'))
    expect(phase()).toBe('rolling')
    await steer(plane.ports, 'roll-back', person('carter'))
    expect(phase()).toBe('rolling-back')
    expect(audited()).toEqual(
      expect.arrayContaining([
        'alice, carter release-started',
        'alice release-paused',
        'alice pause-refused',
        'carter release-rolling',
        'carter release-rolling-back',
      ]),
    )
  })

  test('is refused to everybody else, and written down', async () => {
    await expect(steer(plane.ports, 'pause', person('mallory'))).rejects.toMatchObject({ code: 'may-not' })
    await expect(steer(plane.ports, 'roll-back', person('nobody'))).rejects.toMatchObject({ code: 'may-not' })
    expect(phase()).toBe('rolling')
    expect(audited()).toContain('mallory pause-refused')
  })

  test('is refused to a stranger as often as he likes, and written down once in a while', async () => {
    const refused = () => audited().filter(line => line.startsWith('nobody '))
    for (let turn = 0; turn < 20; turn += 1) {
      await expect(steer(plane.ports, 'pause', person('nobody'))).rejects.toMatchObject({ code: 'may-not' })
      const plan = turn.toString(16).padStart(64, '0')
      await expect(approve(plane.ports, plan, person('nobody'))).rejects.toMatchObject({
        code: 'plan-not-current',
      })
    }
    expect(refused()).toEqual(['nobody pause-refused', 'nobody approval-refused'])
    await expect(steer(plane.ports, 'pause', person('mallory'))).rejects.toMatchObject({ code: 'may-not' })
    await expect(steer(plane.ports, 'pause', person('mallory'))).rejects.toMatchObject({ code: 'may-not' })
    expect(audited().filter(line => line === 'mallory pause-refused')).toHaveLength(2)
    time.now += 11 * 60_000
    await expect(steer(plane.ports, 'pause', person('nobody'))).rejects.toMatchObject({ code: 'may-not' })
    expect(refused()).toHaveLength(3)
  })

  test('of a release by its number is of the newest only', async () => {
    await expect(steer(plane.ports, 'roll-back', person('alice'), { release: 2 })).rejects.toMatchObject({
      code: 'nothing-to-steer',
      message: 'release 2 is not the newest: that is 1',
    })
    expect(phase()).toBe('rolling')
    await steer(plane.ports, 'roll-back', person('alice'), { release: 1 })
    expect(phase()).toBe('rolling-back')
  })

  test('by buttons is done in the order in which they were pressed, whatever kept the first', async () => {
    const press = (delivery: string, how: 'pause' | 'resume', login: string) =>
      takeDelivery(plane.ports, delivery, [{ kind: 'steer', how, by: person(login), commit }])
    let failures = 1
    const doing = async (ports: Ports, job: Job) => {
      if (job.kind === 'steer' && failures-- > 0) throw new ForgeError('unavailable', 'try later')
      if (job.kind === 'steer') await perform(ports, job)
    }
    press('one', 'pause', 'alice')
    await work(plane.ports, doing)
    press('two', 'resume', 'carter')
    await work(plane.ports, doing)
    expect(phase()).toBe('rolling')
    time.now += 60_000
    await work(plane.ports, doing)
    expect(audited().slice(-2)).toEqual(['alice release-paused', 'carter release-rolling'])
  })

  test('by a button of an older commit does nothing', async () => {
    await pressedToSteer(plane.ports, 'pause', person('alice'), 'f'.repeat(40))
    expect(phase()).toBe('rolling')
    await pressedToSteer(plane.ports, 'pause', person('alice'), commit)
    expect(phase()).toBe('paused')
  })
})
