import { describe, expect, test } from 'vitest'
import { BARE_REFERENCE, publicKeys, REFERENCE, testKeys } from '../../test/fixtures/reference.ts'
import { withGatewayKeys } from './enrol.ts'
import { readTopology } from './read.ts'

const keys = publicKeys(testKeys(70))
const line = `keys: { sign: "ed25519:${keys.sign}", seal: "x25519:${keys.seal}" }`

const keysIn = (text: string | undefined, gateway: string) => {
  const reading = readTopology(new Map([['topology.yaml', text ?? '']]))
  return reading.kind === 'valid'
    ? reading.topology.gateways.find(({ name }) => name === gateway)?.keys
    : reading.problems
}

describe('enrolling a gateway', () => {
  test('adds one line and leaves every other byte alone', () => {
    const text = withGatewayKeys(BARE_REFERENCE, 'rlyeh', keys) ?? ''
    const added = text.split('\n').filter(one => !BARE_REFERENCE.split('\n').includes(one))
    expect(added).toEqual([`    ${line}`])
    expect(
      text
        .split('\n')
        .filter(one => !added.includes(one))
        .join('\n'),
    ).toBe(BARE_REFERENCE)
    expect(keysIn(text, 'rlyeh')).toEqual(keys)
  })

  test('enrolled anew, a gateway has its new keys and the others keep theirs', () => {
    const text = withGatewayKeys(REFERENCE, 'ulthar', keys)
    expect(keysIn(text, 'ulthar')).toEqual(keys)
    expect(keysIn(text, 'rlyeh')).toEqual(keysIn(REFERENCE, 'rlyeh'))
    expect(text?.split('\n')).toHaveLength(REFERENCE.split('\n').length)
  })

  const around = (gateway: string) => `cygnet: 1\nnetwork: x\ngateways:\n${gateway}# the end\n`

  test.each([
    ['in braces', '  a: { nat: true, interfaces: { eth0: { managed: false } } } # here\n'],
    ['in braces over lines', '  a: {\n      interfaces: { eth0: { managed: false } },\n    }\n'],
    [
      'with keys over lines',
      '  a:\n    keys:\n      sign: x\n      # rotated\n      seal: y\n    interfaces: { eth0: { managed: false } }\n',
    ],
    [
      'with keys at the end',
      '  a:\n    interfaces: { eth0: { managed: false } }\n    keys:\n      sign: x\n      seal: y\n',
    ],
    [
      'with keys in braces',
      '  a:\n    keys: { sign: x, seal: y } # soon\n    interfaces: { eth0: { managed: false } }\n',
    ],
    ['with keys left empty', '  a:\n    keys:\n    interfaces: { eth0: { managed: false } }\n'],
    ['with keys left empty in braces', '  a: { keys: , interfaces: { eth0: { managed: false } } }\n'],
    ['after a comment', '  a: # first\n    # why\n    interfaces: { eth0: { managed: false } }\n'],
    ['under a quoted name', '  "a":\n      interfaces: { eth0: { managed: false } }\n'],
    ['with Windows line ends', '  a:\r\n    interfaces: { eth0: { managed: false } }\r\n'],
  ])('works however it was written: %s', (_, gateway) => {
    const text = withGatewayKeys(around(gateway), 'a', keys)
    expect(keysIn(text, 'a')).toEqual(keys)
    expect(text).toContain('# the end')
    for (const comment of gateway.match(/# (?!rotated)\w+/g) ?? []) expect(text).toContain(comment)
  })

  test.each([
    ['a gateway that is not there', BARE_REFERENCE, 'innsmouth'],
    ['a text that is no YAML', 'gateways: [', 'a'],
    ['a gateway that is no map', 'gateways: { a: 1 }', 'a'],
    ['another section of that name', 'tunnels: { a: { b: 1 } }', 'a'],
    ['a prototype', 'gateways: { a: { b: 1 } }', '__proto__'],
  ])('changes nothing for %s', (_, text, gateway) => {
    expect(withGatewayKeys(text, gateway, keys)).toBeUndefined()
  })
})
