import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readIpsecConf } from './ipsec-conf.ts'

const GOOD = `# Written by cygnet.

conn rlyeh-ulthar/containers-containers
  keyexchange = ikev2
  leftid = "a \\"b\\" \\\\ c"
  rightsubnet = 10.1.0.0/16,10.2.0.0/16
  ike = aes256-sha256-modp2048!
  auto = route
`

describe('ipsec.conf', () => {
  test('is read as the compiler wrote it', () => {
    expect([...readIpsecConf(GOOD)].map(([name, settings]) => [name, Object.fromEntries(settings)])).toEqual([
      [
        'rlyeh-ulthar/containers-containers',
        {
          keyexchange: 'ikev2',
          leftid: 'a "b" \\ c',
          rightsubnet: '10.1.0.0/16,10.2.0.0/16',
          ike: 'aes256-sha256-modp2048!',
          auto: 'route',
        },
      ],
    ])
  })

  test.each([
    ['a program', GOOD.replace('keyexchange = ikev2', 'leftupdown = /bin/sh')],
    ['a template', `${GOOD}  also = other\n`],
    ['a setup section', `config setup\n  uniqueids = no\n${GOOD}`],
    ['an include', `include /etc/shadow\n${GOOD}`],
    ['a key twice', `${GOOD}  auto = add\n`],
    ['a conn twice', `${GOOD}${GOOD}`],
    ['a conn that is not loaded', GOOD.replace('auto = route', 'auto = ignore')],
    ['a conn without auto', GOOD.replace('  auto = route\n', '')],
    ['the defaults of every conn', GOOD.replace('conn rlyeh-ulthar/containers-containers', 'conn %default')],
    ['a setting outside any conn', 'auto = add\n'],
    ['a value that does not end', GOOD.replace('\\\\ c"', '\\\\ c')],
    ['a value after the value', GOOD.replace('= ikev2', '= ikev2 # no')],
  ])('with %s is refused', (_, text) => {
    expect(() => readIpsecConf(text)).toThrow(SyntaxError)
  })

  test('of any text is read or refused, in words without the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), text => {
        const words = refusalOf(`conn a/b\n  leftid = sesame${text}sesame\n`)
        expect(words ?? '').not.toContain('sesame')
      }),
    )
  })
})

const refusalOf = (text: string): string | undefined => {
  try {
    readIpsecConf(text)
    return undefined
  } catch (error) {
    if (error instanceof SyntaxError) return error.message
    throw error
  }
}
