import { expect, test } from 'vitest'
import { accessWith, laptopComplaints } from '../../../test/fixtures/laptops.ts'

const sending = (word: string, clients = ['apple', 'linux']) =>
  laptopComplaints(accessWith({ 'send-certificate': word, clients }))

test('nobody connects to a gateway that keeps its certificate to itself', () => {
  expect(sending('never')).toEqual(['sendcert: never'])
  expect(sending('never', ['linux'])).toEqual(['sendcert: never'])
})

test('Apple does not ask for it', () => {
  expect(sending('if-asked')).toEqual(['sendcert: if-asked'])
  expect(sending('if-asked', ['linux', 'android'])).toEqual([])
})

test('always is what it should be', () => {
  expect(sending('always')).toEqual([])
})
