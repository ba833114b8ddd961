import { expect, test } from 'vitest'
import { LONGEST_DELAY } from '../../worker/ports/jobs.ts'
import type { Ledger } from '../../worker/ports/ledger.ts'
import { person } from '../fixtures/person.ts'

const A = 'a'.repeat(64)
const PLAN = { text: 't', markdown: 'm', summary: 's', needed: 2 }

/** What every ledger must do, by `make`, whose clock stands at 1000 until it is moved. */
export const ledgerContract = (
  /** `reopened`: the same ledger, by somebody who remembers nothing of it. */
  make: () => { ledger: Ledger; move: (now: number) => void; reopened?: () => Ledger },
): void => {
  test('jobs: the one that is due longest comes first; asked for again, the newer word counts and is not forgotten with the old', () => {
    const { ledger, move } = make()
    const { jobs } = ledger
    jobs.ask('first', { kind: 'publish' })
    jobs.ask('second', { kind: 're-sign' })
    const first = jobs.next(1000)
    if (first === undefined) throw new Error('nothing is due')
    expect(first).toMatchObject({ key: 'first', attempts: 0, job: { kind: 'publish' } })
    jobs.postpone(first, 5000, 'try later')
    expect(jobs.next(1000)?.key).toBe('second')
    expect(jobs.stuck()).toEqual([{ key: 'first', attempts: 1, why: 'try later' }])
    expect(jobs.nextDue()).toBe(1000)
    move(2000)
    jobs.ask('first', { kind: 'publish' })
    jobs.done(first)
    expect(jobs.next(2000)?.key).toBe('second')
    expect(jobs.stuck()).toEqual([])
    for (const key of ['second', 'first']) {
      const due = jobs.next(2000)
      expect(due?.key).toBe(key)
      if (due !== undefined) jobs.done(due)
    }
    expect(jobs.next(9000)).toBeUndefined()
    expect(jobs.nextDue()).toBeUndefined()
  })

  test('jobs: what a clock that ran ahead put off is due when it is right again, behind what is due', () => {
    const { jobs } = make().ledger
    jobs.ask('kept', { kind: 'publish' })
    const kept = jobs.next(1000)
    if (kept === undefined) throw new Error('nothing is due')
    jobs.postpone(kept, 1000 + LONGEST_DELAY, 'try later')
    expect(jobs.next(1000)).toBeUndefined()
    jobs.postpone(kept, 1001 + LONGEST_DELAY, 'try later')
    jobs.ask('new', { kind: 're-sign' })
    expect(jobs.next(1000)?.key).toBe('new')
    const due = jobs.next(1000)
    if (due !== undefined) jobs.done(due)
    expect(jobs.next(1000)?.key).toBe('kept')
  })

  test('jobs: what may wait does, but no longer than it would have without being asked for again', () => {
    const { ledger, move } = make()
    const { jobs } = ledger
    jobs.ask('check', { kind: 'publish' }, 6000)
    expect(jobs.next(5999)).toBeUndefined()
    move(4000)
    jobs.ask('check', { kind: 're-sign' }, 9000)
    expect(jobs.nextDue()).toBe(6000)
    expect(jobs.next(6000)?.job).toEqual({ kind: 're-sign' })
    jobs.ask('check', { kind: 'publish' })
    expect(jobs.nextDue()).toBe(4000)
  })

  test('jobs: what is asked for again while it is done keeps no other from being done', () => {
    const { ledger, move } = make()
    const { jobs } = ledger
    jobs.ask('flood', { kind: 're-sign' })
    const flood = jobs.next(1000)
    if (flood === undefined) throw new Error('nothing is due')
    move(1001)
    jobs.ask('other', { kind: 'publish' })
    move(1002)
    jobs.ask('flood', { kind: 're-sign' })
    jobs.done(flood)
    expect(jobs.next(1002)?.key).toBe('other')
  })

  test('jobs: of one line none is done before those that were asked for earlier, and one that is asked for anew is the last', () => {
    const { ledger, move } = make()
    const { jobs } = ledger
    const asked = (key: string) => jobs.ask(key, { kind: 'publish' }, undefined, 'line')
    asked('pause')
    asked('resume')
    jobs.ask('other', { kind: 're-sign' })
    const pause = jobs.next(1000)
    if (pause === undefined) throw new Error('nothing is due')
    expect(pause.key).toBe('pause')
    jobs.postpone(pause, 5000, 'the forge is quiet')
    const other = jobs.next(1000)
    expect(other?.key).toBe('other')
    if (other !== undefined) jobs.done(other)
    expect([jobs.next(1000), jobs.nextDue()]).toEqual([undefined, 5000])
    expect(jobs.next(5000)?.key).toBe('pause')
    move(2000)
    asked('pause')
    expect(jobs.next(2000)?.key).toBe('resume')
  })

  test('approvals: all that stand, oldest first, until a release uses them up or their pull request says something else', () => {
    const { approvals } = make().ledger
    approvals.give({ plan: A, by: person('alice'), at: 1 }, [12])
    approvals.give({ plan: A, by: person('carter'), at: 2 }, [13])
    expect(approvals.standing(A).map(({ by }) => by.login)).toEqual(['alice', 'carter'])
    approvals.voidOf(12, A)
    expect(approvals.standing(A)).toHaveLength(2)
    approvals.voidOf(12, undefined)
    expect(approvals.standing(A)).toEqual([{ plan: A, by: person('carter'), at: 2 }])
    approvals.useUp(A, 1)
    expect(approvals.standing(A)).toEqual([])
  })

  test('approvals: end when the branch goes on, but for those of its plans and of open pull requests', () => {
    const { approvals, pulls } = make().ledger
    const B = 'b'.repeat(64)
    const pull = { head: 'c'.repeat(40), fork: false, plan: A, authors: [person('bob'), { login: 'eve' }] }
    pulls.put({ ...pull, number: 12, open: false })
    pulls.put({ ...pull, number: 13, open: true })
    approvals.give({ plan: A, by: person('alice'), at: 1 }, [12])
    approvals.give({ plan: A, by: person('carter'), at: 2 }, [12, 13])
    approvals.give({ plan: B, by: person('dana'), at: 3 }, [])
    expect(approvals.voidLeft([B, A])).toEqual([])
    expect(approvals.voidLeft([B]).map(({ by }) => by.login)).toEqual(['alice'])
    expect(approvals.standing(A).map(({ by }) => by.login)).toEqual(['carter'])
    expect(approvals.standing(B)).toHaveLength(1)
    approvals.end(A, { login: 'carter' })
    expect(approvals.standing(A)).toHaveLength(1)
    approvals.end(A, person('carter'))
    expect(approvals.standing(A)).toEqual([])
    expect(approvals.voidLeft([A]).map(({ by }) => by.login)).toEqual(['dana'])
  })

  test('refusals: the last ten, newest last', () => {
    const { approvals } = make().ledger
    for (let number = 0; number < 12; number++)
      approvals.refuse(A, { login: `m${number}`, why: 'no' }, number)
    expect(approvals.refusals(A).map(({ login }) => login)).toEqual(
      Array.from({ length: 10 }, (_, index) => `m${index + 2}`),
    )
  })

  test('deliveries, plans, pulls, tokens and notes', () => {
    const { ledger } = make()
    expect([ledger.firstTime('one', 1000), ledger.firstTime('one', 1000)]).toEqual([true, false])
    ledger.plans.put(A, PLAN, 1000)
    expect(ledger.plans.get(A)).toEqual(PLAN)
    const pull = {
      number: 1,
      head: 'b'.repeat(40),
      fork: false,
      open: true,
      plan: A,
      authors: [person('bob'), { login: 'eve' }],
    }
    ledger.pulls.put(pull)
    ledger.pulls.put({ ...pull, number: 2 })
    expect(ledger.pulls.open().map(({ number }) => number)).toEqual([2, 1])
    ledger.pulls.put({ ...pull, open: false })
    expect(ledger.pulls.open().map(({ number }) => number)).toEqual([2])
    expect(ledger.pulls.withHead(pull.head)).toHaveLength(2)
    ledger.tokens.issue('hash', { gateway: 'rlyeh', by: 'alice', issued: 1000, expires: 5000 })
    expect(ledger.tokens.redeem('hash', 'ulthar', 1000)).toBe(false)
    expect(ledger.tokens.redeem('hash', 'rlyeh', 1000)).toBe(true)
    expect(ledger.tokens.redeem('hash', 'rlyeh', 1000)).toBe(false)
    ledger.notes.set('seen', 'x')
    expect([ledger.notes.get('seen'), ledger.notes.get('other')]).toEqual(['x', undefined])
  })

  test('pictures: the newest twenty, and what is spared; each as it was drawn', () => {
    const { pictures } = make().ledger
    const picture = { gateways: [], tunnels: [], drawing: '<svg/>' }
    const plan = (number: number): string => String(number).padStart(64, '0')
    for (let number = 0; number < 30; number++) pictures.put(plan(number), picture, number, [plan(3)])
    expect([
      pictures.has(plan(2)),
      pictures.has(plan(3)),
      pictures.has(plan(9)),
      pictures.has(plan(10)),
    ]).toEqual([false, true, false, true])
    pictures.put(A, { gateways: [], tunnels: [] }, 99, [])
    expect([pictures.get(plan(11)), pictures.get(A), pictures.get(plan(3))]).toEqual([
      picture,
      { gateways: [], tunnels: [] },
      undefined,
    ])
  })

  test('audit: the newest of some kinds before a number, newest first', () => {
    const { audit } = make().ledger
    for (const what of ['approved', 'paused', 'approved', 'resumed'])
      audit.append({ at: 1, who: 'alice', what, detail: {} })
    const numbers = (before: number, count: number): number[] =>
      audit.about(['approved', 'resumed'], before, count).map(({ number }) => number)
    expect([numbers(99, 2), numbers(4, 9), numbers(1, 9)]).toEqual([[4, 3], [3, 1], []])
  })

  test('the rollout is kept as it is', () => {
    const { ledger, reopened = () => ledger } = make()
    const rollout = { ...ledger.rollout(), round: 7, numbered: 3 }
    ledger.keep(rollout)
    expect(ledger.rollout()).toEqual(rollout)
    const held = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, index) => [`🦢${index}`, { bundle: A, from: index }]),
    )
    ledger.keep({ ...rollout, held })
    expect(reopened().rollout()).toEqual({ ...rollout, held })
    ledger.keep(rollout)
    expect(reopened().rollout()).toEqual(rollout)
    expect(ledger.together(() => 'done')).toBe('done')
  })
}
