import { expect, test } from 'vitest'
import { retryAfter, verdictOf, writeTarget } from './influx-target.ts'

const target = (url: string, secret?: string) => {
  const read = writeTarget({ url }, secret)
  return 'wrong' in read ? read.wrong : [read.url.href, read.authorization]
}

test('a database of 1.x is known by /write and db, and opened by user and password', () => {
  expect(target('https://i.example:8086/write?db=nets', 'cygnet:pass')).toEqual([
    'https://i.example:8086/write?db=nets&precision=ms',
    'Basic Y3lnbmV0OnBhc3M=',
  ])
})

test('a bucket of 2.x is known by /api/v2/write, org and bucket, and opened by a token', () => {
  expect(target('https://i.example/api/v2/write?org=o&bucket=b', 'abc==')).toEqual([
    'https://i.example/api/v2/write?org=o&bucket=b&precision=ms',
    'Token abc==',
  ])
  expect(target('https://i.example/api/v2/write?orgID=1&bucket=b')).toContain(undefined)
})

test('an address alone is a 1.x with the database cygnet', () => {
  expect(target('http://10.0.0.9:8086')).toEqual([
    'http://10.0.0.9:8086/write?db=cygnet&precision=ms',
    undefined,
  ])
})

test('an address that leads nowhere is told apart before anything is lost', () => {
  expect(target('https://i.example/write')).toBe('its address names no db')
  expect(target('https://i.example/api/v2/write?bucket=b')).toBe('its address names no org')
  expect(target('https://i.example/query?db=x')).toBe('its path ends neither in /write nor in /api/v2/write')
  expect(target('https://me:pass@i.example/write?db=x')).toBe('its address is none')
  expect(target('https://i.example/api/v2/write?org=o&bucket=b', 'a\r\nb')).toBe('its token is none')
})

test('only what can never succeed is given up', () => {
  expect([200, 204].map(verdictOf)).toEqual(['taken', 'taken'])
  expect([400, 413, 422].map(verdictOf)).toEqual(['refused', 'refused', 'refused'])
  expect(new Set([0, 301, 401, 403, 404, 429, 500, 503].map(verdictOf))).toEqual(new Set(['later']))
})

test('a server that asks for patience gets it, within reason', () => {
  expect(['30', '999999', 'Wed, 21 Oct 2026 07:28:00 GMT', '-1', undefined].map(retryAfter)).toEqual([
    30, 600, 0, 0, 0,
  ])
})
