import { expect, test } from 'vitest'
import { readSettings, settingsToWrite } from './sysctl-text.ts'

test('settings are read with their comments left out', () => {
  const text = '# why\nnet.ipv4.ip_forward = 1\n\nnet.ipv4.conf.vswitch.rp_filter=2\n'
  expect([...readSettings(text)]).toEqual([
    ['net.ipv4.ip_forward', '1'],
    ['net.ipv4.conf.vswitch.rp_filter', '2'],
  ])
})

test.each([
  'net.ipv4/../../../etc/passwd = 1',
  '../kernel.core_pattern = 1',
  'net..ip_forward = 1',
  'net.ipv4.ip_forward',
  'kernel.core_pattern = |/bin/sh\u0007',
  'net.ipv4.ip_forward = 1\nnet.ipv4.ip_forward = 0',
  '= 1',
])('%j is refused', text => {
  expect(() => readSettings(text)).toThrow(SyntaxError)
})

test('a setting that is no longer wanted goes back to what it was before cygnet', () => {
  const had = new Map([
    ['a.b', '1'],
    ['a.c', '1'],
  ])
  expect([...settingsToWrite(had, new Map([['a.c', '2']]), { 'a.b': '0', 'a.c': '0' })]).toEqual([
    ['a.c', '2'],
    ['a.b', '0'],
  ])
})
