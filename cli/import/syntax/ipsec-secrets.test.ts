import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Problem } from '../../../schema/problem.ts'
import { HostInMemory } from '../source/host-in-memory.ts'
import { readIpsecSecrets } from './ipsec-secrets.ts'

const read = (text: string, more: Record<string, string> = {}) => {
  const problems: Problem[] = []
  const files = new HostInMemory({ '/etc/ipsec.secrets': text, ...more })
  const opened = files.open('/etc/ipsec.secrets')
  if (opened.kind !== 'file') throw new Error('no file')
  const lines = readIpsecSecrets(opened.file, { files, problems, open: ['/etc/ipsec.secrets'] })
  return {
    lines: lines.map(({ kind, owners, value }) => [
      kind,
      owners.join(' '),
      new TextDecoder('latin1').decode(value),
    ]),
    problems,
  }
}

test('every kind of secret with its owners', () => {
  const { lines } = read(
    '# comment\n1.2.3.4 @b : PSK "a secret # with \\ blanks"\n: PSK for-all\nu : EAP "p"\nu : NTLM 0x00ff\n: RSA /k.pem "pass"\n: PIN %smartcard x\n@x @y : PSK 0sYWJj\na : PSK ab"c d\n',
  )
  expect(lines).toEqual([
    ['psk', '1.2.3.4 @b', 'a secret # with \\ blanks'],
    ['psk', '', 'for-all'],
    ['password', 'u', 'p'],
    ['nt-hash', 'u', '\u0000ÿ'],
    ['key', '', '/k.pem'],
    ['other', '', '%smartcard'],
    ['psk', '@x @y', 'abc'],
    ['psk', 'a', 'ab"c'],
  ])
})

test('a line without its type is what was meant, and said without a word of it', () => {
  const { lines, problems } = read('1.2.3.4 5.6.7.8 hush-hush\n1.2.3.4 : hush-hush\nhush-hush\n')
  expect(lines).toEqual([
    ['psk', '1.2.3.4 5.6.7.8', 'hush-hush'],
    ['psk', '1.2.3.4', 'hush-hush'],
  ])
  expect(problems.map(({ code }) => code)).toEqual(['secret-type', 'secret-type', 'secret-type'])
  expect(JSON.stringify(problems)).not.toContain('hush')
})

test('small letters and tabs are no type to strongSwan either', () => {
  const { lines, problems } = read('a : psk x\nb\t:\tEAP y\n')
  expect(lines).toEqual([
    ['psk', 'a', 'x'],
    ['password', 'b', 'y'],
  ])
  expect(problems.map(({ code }) => code)).toEqual(['secret-type', 'secret-type'])
})

test('included files', () => {
  const { lines } = read('include ipsec.d/*.secrets\n', { '/etc/ipsec.d/a.secrets': 'a : EAP b\n' })
  expect(lines).toEqual([['password', 'a', 'b']])
})

test('no problem ever repeats a part of a line', () => {
  const word = fc.string({
    unit: fc.constantFrom('q', 'z', '7', ':', ' ', '"', "'", '@', '%'),
    minLength: 9,
    maxLength: 30,
  })
  fc.assert(
    fc.property(word, text => {
      const said = JSON.stringify(
        read(`${text}\n`).problems.map(({ message, hint, value }) => [message, hint, value]),
      )
      const parts = text.split(/[ "':]+/).filter(part => part.length > 3)
      for (const part of parts) expect(said).not.toContain(part)
    }),
  )
})
