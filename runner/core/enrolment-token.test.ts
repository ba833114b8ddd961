import { expect, test } from 'vitest'
import { toBase64Url } from '../../schema/wire/base64.ts'
import { canonicalBytes } from '../../schema/wire/canonical.ts'
import { readToken } from './enrolment-token.ts'

const token = {
  network: 'miskatonic',
  gateway: 'rlyeh',
  url: 'https://control.example/v1/miskatonic',
  root: 'a'.repeat(64),
  secret: 's'.repeat(43),
}
const text = `cygnet1.${toBase64Url(canonicalBytes(token))}`

test('a token is read, also with the line end of the file it came in', () => {
  expect(readToken(`${text}\n`)).toEqual(token)
})

test.each([
  text.slice(0, -9),
  text.replace('cygnet1.', 'cygnet2.'),
  `${text}!`,
  `cygnet1.${toBase64Url(canonicalBytes({ ...token, gateway: '../x' }))}`,
  `cygnet1.${'A'.repeat(5000)}`,
  '',
])('a damaged token is refused without being repeated (%#)', damaged => {
  expect(() => readToken(damaged)).toThrow(SyntaxError)
  expect(() => readToken(damaged)).not.toThrow(new RegExp(token.secret))
})
