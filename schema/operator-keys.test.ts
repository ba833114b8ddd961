import { expect, test } from 'vitest'
import { operatorKeyLine, operatorKeys } from './operator-keys.ts'

const [A, B] = [1, 2].map(fill => new Uint8Array(32).fill(fill))
if (A === undefined || B === undefined) throw new Error('there are two keys')

test('the lines that cygnet operator key prints, with commas or on lines of their own', () => {
  const lines = [operatorKeyLine('alice', A), operatorKeyLine('carter', B)]
  const expected = ['alice', 'carter']
  for (const text of [lines.join(', '), lines.join('\n'), `\n${lines.join(',\n')}\n`])
    expect([...(operatorKeys(text)?.values() ?? [])]).toEqual(expected)
  expect(operatorKeys('')?.size).toBe(0)
})

test('one person may have two keys; one key speaks for one person', () => {
  expect(operatorKeys(`${operatorKeyLine('alice', A)},${operatorKeyLine('alice', B)}`)?.size).toBe(2)
  expect(operatorKeys(`${operatorKeyLine('alice', A)},${operatorKeyLine('bob', A)}`)).toBeUndefined()
})

test('anything else makes nobody an operator', () => {
  const one = operatorKeyLine('alice', A)
  for (const bad of [
    'alice',
    `${one} admin`,
    one.replace('ed25519:', ''),
    one.replace('alice', '../alice'),
    `${one.slice(0, -2)}F=`,
  ])
    expect(operatorKeys(bad)).toBeUndefined()
})
