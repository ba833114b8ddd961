import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ConnName, connName, readConnName } from './conn-name.ts'

const section = fc.stringMatching(/^[a-z][A-Za-z0-9_-]{0,95}$/)

describe('the name of a conn', () => {
  test('says which child of which tunnel it is', () => {
    const name: ConnName = { connection: 'rlyeh-ulthar', child: 'containers-archive', starts: false }
    expect(connName(name)).toBe('rlyeh-ulthar/containers-archive')
    expect(connName({ ...name, starts: true })).toBe('rlyeh-ulthar/containers-archive/start')
  })

  test('can be read back, however many dashes there are', () => {
    fc.assert(
      fc.property(section, section, fc.boolean(), (connection, child, starts) => {
        const name = { connection, child, starts }
        expect(readConnName(connName(name))).toEqual(name)
      }),
    )
  })

  test.each(['office', 'office/', '/lan', 'a/b/stop', 'a/b/start/', 'a/b/start/start', 'A/b', 'a b/c', ''])(
    'of somebody else is not taken for one: %j',
    text => {
      expect(readConnName(text)).toBeUndefined()
    },
  )
})
