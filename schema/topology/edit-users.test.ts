import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { withoutUser, withUser } from './edit-users.ts'

const BLOCK = `access:
  laptops:
    gateway: rlyeh   # the one with the address
    users:
      client_a: { address: 10.0.255.100 }  # Ada
      client_b:
        address: 10.0.255.200

rollout: {}
`

describe('a user more', () => {
  test('stands behind the last one, and nothing else moves', () => {
    expect(withUser(BLOCK, 'laptops', 'eve', '10.0.255.7')).toBe(
      BLOCK.replace('255.200\n', '255.200\n      eve: { address: 10.0.255.7 }\n'),
    )
  })

  test('may be the first', () => {
    const text = 'access:\n  laptops:\n    gateway: rlyeh # here\n'
    expect(withUser(text, 'laptops', 'eve', 'fd00::7')).toBe(
      'access:\n  laptops:\n    gateway: rlyeh # here\n    users: { eve: { address: "fd00::7" } }\n',
    )
  })

  test('in flow style', () => {
    expect(withUser('access: { l: { users: { a: { address: 10.0.0.1 } } } }', 'l', 'b', '10.0.0.2')).toBe(
      'access: { l: { users: { a: { address: 10.0.0.1 }, b: { address: 10.0.0.2 } } } }',
    )
  })

  test('not twice, and not where there is no such access', () => {
    expect(withUser(BLOCK, 'laptops', 'client_a', '10.0.255.7')).toBeUndefined()
    expect(withUser(BLOCK, 'phones', 'eve', '10.0.255.7')).toBeUndefined()
  })
})

describe('a user less', () => {
  test('takes its line along, and no other', () => {
    expect(withoutUser(BLOCK, 'laptops', 'client_a')).toBe(BLOCK.replace(/ +client_a.*\n/, ''))
    expect(withoutUser(BLOCK, 'laptops', 'client_b')).toBe(BLOCK.replace(/ +client_b:\n.*\n/, ''))
  })

  test('the last one takes the section along', () => {
    const one = withoutUser(BLOCK, 'laptops', 'client_a') ?? ''
    expect(parse(withoutUser(one, 'laptops', 'client_b') ?? '')).toEqual({
      access: { laptops: { gateway: 'rlyeh' } },
      rollout: {},
    })
  })

  test('in flow style, first, middle and last', () => {
    const text = 'access: { l: { users: { a: { address: x }, b: { address: y }, c: { address: z } } } }'
    for (const name of ['a', 'b', 'c'])
      expect(Object.keys(parse(withoutUser(text, 'l', name) ?? '').access.l.users)).toEqual(
        ['a', 'b', 'c'].filter(one => one !== name),
      )
  })
})

test('whoever comes and goes leaves the text as it was, as far as it means anything', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9._@-]{0,10}$/)
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 8 }), names => {
      const full = names.reduce(
        (text, one, index) => withUser(text, 'laptops', one, `10.0.254.${index + 1}`) ?? text,
        BLOCK,
      )
      expect(Object.keys(parse(full).access.laptops.users)).toEqual(['client_a', 'client_b', ...names])
      expect(names.reduce((text, one) => withoutUser(text, 'laptops', one) ?? '', full)).toBe(BLOCK)
    }),
  )
})
