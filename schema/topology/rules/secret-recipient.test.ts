import { expect, test } from 'vitest'
import { laptopComplaints, officeWith, SEAL_KEYS, sealedFile } from '../../../test/fixtures/laptops.ts'

const psk = (text: string | undefined) => laptopComplaints({}, { files: { 'secrets/office-psk.json': text } })
const { north, south } = SEAL_KEYS

test('a secret that is not there', () => {
  expect(psk(undefined)).toEqual(['secret-recipient: sealed/office-psk'])
})

test('a mistyped name is guessed', () => {
  expect(laptopComplaints(officeWith({}, { secret: 'sealed/office-pks' }))).toEqual([
    'secret-recipient: sealed/office-pks',
  ])
})

test('sealed for another gateway than the one that needs it', () => {
  expect(psk(sealedFile('psk', { south }))).toEqual([
    'secret-recipient: sealed/office-psk',
    'secret-recipient: sealed/office-psk',
  ])
})

test('sealed for one more, who then can read it', () => {
  expect(psk(sealedFile('psk', { north, south }))).toEqual(['secret-recipient: sealed/office-psk'])
})

test('sealed before the gateway was enrolled anew', () => {
  expect(psk(sealedFile('psk', { north: south }))).toEqual(['secret-recipient: sealed/office-psk'])
})

test('sealed for another network, or another thing', () => {
  expect(psk(sealedFile('psk', { north }, { network: 'other' }))).toEqual([
    'secret-recipient: sealed/office-psk',
  ])
  expect(psk(sealedFile('password', { north }))).toEqual(['secret-recipient: sealed/office-psk'])
})

test("a user's password is missing, and the problem points at the user", () => {
  expect(laptopComplaints({}, { files: { 'secrets/bob.json': undefined } })).toEqual([
    'secret-recipient: bob',
  ])
})

test('a gateway that is not enrolled yet has no key that anything could be sealed for', () => {
  const files = {
    'secrets/office-psk.json': undefined,
    'secrets/ada.json': undefined,
    'secrets/bob.json': undefined,
  }
  const sealed = Object.fromEntries(
    Object.keys(files).map(name => [name, sealedFile(name.includes('psk') ? 'psk' : 'password')]),
  )
  expect(laptopComplaints({ gateways: { north: { keys: undefined } } }, { files: sealed })).toEqual([
    '~not-enrolled: north',
  ])
})

test('two tunnels of two gateways need it on both', () => {
  expect(laptopComplaints({}, {})).toEqual([])
})

test('a gateway that cannot open the token of a database does without: its tunnels do not wait for it', () => {
  const monitor = { influx: { url: 'https://influx.example.com', token: 'sealed/influx' } }
  const token = (boxes: Readonly<Record<string, string>>) =>
    laptopComplaints({ monitor }, { files: { 'secrets/influx.json': sealedFile('token', boxes) } })
  expect(token({ north, south })).toEqual([])
  expect(token({ north })).toEqual(['~secret-recipient: sealed/influx'])
  expect(token({ north, south: north })).toEqual(['~secret-recipient: sealed/influx'])
})
