import { expect, test } from 'vitest'
import { shownFiles } from './shown-files.ts'

const shown = (name: string, text: string) => shownFiles(new Map([[name, text]])).get(name)

test('files of secrets are not quoted at all', () => {
  expect(shown('host/etc/ipsec.secrets', 'conn a')).toBe(undefined)
  expect(shown('host/etc/ipsec.d/site.secrets', 'conn a')).toBe(undefined)
})

test('lines that might hold one are empty, and the others keep their numbers', () => {
  const text =
    'connections { }\nsecrets {\n ike { id = a\n secret = "hush"\n}\n}\na : PSK hush\nx = 0saHVzaGh1c2g=\nend'
  expect(shown('swanctl.conf', text)?.split('\n')).toEqual([
    'connections { }',
    '',
    ' ike { id = a',
    '',
    '}',
    '}',
    '',
    '',
    'end',
  ])
})

test('a quoted secret over several lines is hidden to its end', () => {
  expect(shown('s.conf', 'secret = "hu\nsh\nhush"\nafter')).toBe('\n\n\nafter')
})
