import { expect, test } from 'vitest'
import type { Permission } from '../../ports/forge.ts'
import { Readers } from './readers.ts'

const MINUTE = 60_000

const begun = () => {
  const roles = new Map<string, Permission>([['walter', 'read']])
  const asked: string[] = []
  let now = 0
  const readers = new Readers({
    clock: { now: () => new Date(now) },
    people: {
      find: async person => {
        asked.push(person.login)
        return await Promise.resolve({ person, permission: roles.get(person.login) ?? 'none' })
      },
      ownerOf: async () => await Promise.resolve(undefined),
    },
  })
  /** Each account by its number: those of these logins differ in length. */
  const admitted = (login: string): Promise<boolean> =>
    readers.admit({ kind: 'login', person: { login, id: login.length } }).then(
      () => true,
      () => false,
    )
  const wait = (time: number): void => {
    now += time
  }
  return { roles, asked, admitted, wait }
}

test('who may read is asked once in a while, and not every few seconds', async () => {
  const { asked, admitted, wait } = begun()
  for (let second = 0; second < 60; second++) {
    expect(await admitted('walter')).toBe(true)
    expect(await admitted('Mallory')).toBe(false)
    wait(1000)
  }
  expect(asked).toEqual(['walter', 'Mallory'])
})

test('somebody who lost the repository has lost the pages within minutes, and who was given it has them as soon', async () => {
  const { roles, admitted, wait } = begun()
  expect(await admitted('walter')).toBe(true)
  expect(await admitted('asenath')).toBe(false)
  roles.delete('walter')
  roles.set('asenath', 'read')
  wait(2 * MINUTE)
  expect([await admitted('walter'), await admitted('asenath')]).toEqual([false, true])
})
