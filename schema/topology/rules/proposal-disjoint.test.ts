import { expect, test } from 'vitest'
import { laptopComplaints, officeWith } from '../../../test/fixtures/laptops.ts'

test('nothing in common with what the peer speaks', () => {
  expect(laptopComplaints(officeWith({ ike: ['aes128-sha512-modp4096'] }))).toEqual([
    'proposal-disjoint: north-office',
  ])
  expect(laptopComplaints(officeWith({ esp: ['aes128-sha512'] }))).toEqual([
    'proposal-disjoint: north-office',
  ])
})

test('one of the defaults is enough', () => {
  expect(
    laptopComplaints(officeWith({ ike: ['aes256-sha256-modp2048'], esp: ['aes256-sha256-modp2048'] })),
  ).toEqual([])
})

test('a proposal may list several algorithms of one kind, and one algorithm has several names', () => {
  const peer = { ike: ['aes128-aes256-sha2_256-modp1024-modp2048'] }
  expect(laptopComplaints(officeWith(peer))).toEqual([])
  expect(laptopComplaints(officeWith({ ike: ['aes256gcm128-prfsha384-ecp384'] }))).toEqual([])
})

test('a function that nobody names follows from the hash', () => {
  expect(laptopComplaints(officeWith({ ike: ['aes256-sha256-prfsha256-modp2048'] }))).toEqual([])
  expect(laptopComplaints(officeWith({ ike: ['aes256gcm16-sha384-ecp384'] }))).toEqual([])
  expect(laptopComplaints(officeWith({ ike: ['aes256-sha256-prfsha512-modp2048'] }))).toEqual([
    'proposal-disjoint: north-office',
  ])
})

test('what nobody said of a peer is not guessed', () => {
  expect(laptopComplaints(officeWith({}, { ike: ['chacha20poly1305-prfsha256-x25519'] }))).toEqual([])
})
