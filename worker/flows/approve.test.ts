import { beforeEach, expect, test } from 'vitest'
import { person } from '../../test/fixtures/person.ts'
import { Network } from '../../test/simulation/network.ts'
import { Plane } from '../../test/simulation/plane.ts'
import { Repository } from '../../test/simulation/repository.ts'
import { Time } from '../../test/simulation/time.ts'
import { Random } from '../../test/soak/fuzz/random.ts'
import type { Permission } from '../ports/forge.ts'
import type { Ports } from '../ports/ports.ts'
import type { Person } from '../rollout/person.ts'
import { approve } from './approve.ts'
import { advance } from './rollout/advance.ts'

/** Who goes by which login now, and what they may do. */
const accounts = new Map<string, readonly [Required<Person>, Permission]>()
let plane: Plane
let ports: Ports
let plan: string

/** A change that takes two people, by these authors. */
const propose = (...authors: Person[]): void => {
  const network = new Network(new Random(1), 4)
  const change = network.change('bob')
  const candidate = {
    ...change,
    authors,
    reach: { ...change.reach, gateways: { count: 4, of: 4 } },
    rules: { ...change.rules, limit: { gateways: { unit: 'count' as const, value: 1 } } },
  }
  plan = candidate.plan
  advance(plane.ledger, 0, { kind: 'pushed', now: 0, candidate, approvedBy: [] })
}

const rename = (from: string, to: string): void => {
  const account = accounts.get(from)
  if (account === undefined) throw new Error(`nobody goes by ${from}`)
  accounts.delete(from)
  accounts.set(to, [{ ...account[0], login: to }, account[1]])
}

const audited = (): string[] => plane.ledger.log.map(({ what }) => what)

beforeEach(() => {
  accounts.clear()
  for (const login of ['alice', 'bob', 'carter']) accounts.set(login, [person(login), 'maintain'])
  const random = new Random(1)
  plane = new Plane(new Time(), random, new Network(random, 4), new Repository())
  const find = async (whom: Person) => {
    const all = [...accounts.values()]
    const found = whom.id === undefined ? accounts.get(whom.login) : all.find(([{ id }]) => id === whom.id)
    return { person: found?.[0] ?? whom, permission: found?.[1] ?? 'none' }
  }
  ports = { ...plane.ports, people: { ...plane.ports.people, find } }
})

test('one who was renamed in between is still one, and keeps the word that he gave', async () => {
  propose(person('bob'))
  await approve(ports, plan, person('alice'))
  rename('alice', 'randolph')
  await approve(ports, plan, { ...person('alice'), login: 'randolph' })
  expect(plane.ledger.rollout().current).toBeUndefined()
  expect(plane.ledger.rollout().waiting?.approvedBy).toEqual([person('alice')])
  await approve(ports, plan, person('carter'))
  expect(plane.ledger.rollout().current?.approvedBy).toEqual([person('alice'), person('carter')])
  expect(audited()).not.toContain('approval-ended')
})

test('an author who was renamed is refused, also where somebody else goes by the old name', async () => {
  propose(person('bob'))
  rename('bob', 'robert')
  await expect(approve(ports, plan, { ...person('bob'), login: 'robert' })).rejects.toMatchObject({
    code: 'own-change',
  })
  accounts.set('bob', [{ login: 'bob', id: 99 }, 'maintain'])
  expect((await approve(ports, plan, { login: 'bob', id: 99 })).by).toEqual({ login: 'bob', id: 99 })
})

test('an author who is known by login only is looked up; where nobody goes by it any more, it could be anybody', async () => {
  propose({ login: 'bob' })
  const robert = { ...person('bob'), login: 'robert' }
  await expect(approve(ports, plan, person('bob'))).rejects.toMatchObject({ code: 'own-change' })
  expect((await approve(ports, plan, person('carter'))).by).toEqual(person('carter'))
  rename('bob', 'robert')
  for (const login of [robert, person('alice')])
    await expect(approve(ports, plan, login)).rejects.toMatchObject({ code: 'own-change' })
})

test('a word that was given before ids were kept ends beside another one: it could be the same person’s', async () => {
  propose(person('bob'))
  plane.ledger.approvals.give({ plan, by: { login: 'randolph' }, at: 0 }, [])
  await approve(ports, plan, person('alice'))
  expect(plane.ledger.rollout().current).toBeUndefined()
  expect(audited()).toContain('approval-ended')
  await approve(ports, plan, person('carter'))
  expect(plane.ledger.rollout().current?.approvedBy).toEqual([person('alice'), person('carter')])
})

test('a stranger costs one question, also before the first release: no topology is read for him', async () => {
  plan = 'a'.repeat(64)
  const pull = { number: 1, head: 'b'.repeat(40), fork: false, open: true, plan, authors: [person('bob')] }
  plane.ledger.pulls.put(pull)
  let read = 0
  const topologyAt = async () => {
    read += 1
    return new Map()
  }
  const watched = { ...ports, tree: { ...ports.tree, topologyAt } }
  await expect(approve(watched, plan, person('mallory'))).rejects.toMatchObject({ code: 'may-not' })
  const unknown = approve(watched, 'f'.repeat(64), person('alice'))
  await expect(unknown).rejects.toMatchObject({ code: 'plan-not-current' })
  expect(read).toBe(0)
  await approve(watched, plan, person('alice'))
  expect(read).toBe(1)
})
