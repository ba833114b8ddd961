import { describe, expect, test } from 'vitest'
import { codesOf, host, imported } from '../../../test/import/hosts.ts'
import { agreed } from './proposals.ts'
import { jointStart } from './start.ts'

const KEY = '0s8hI0Vq1nYw7c+TkLr3ZbXg9sJf5eQmD4uPaRzWvtGxM='
const site = (own: string, far: string, ours: string, theirs: string, ...more: readonly string[]) =>
  host({
    '/etc/netplan/01.yaml': `network: { ethernets: { eth0: { addresses: [${own}/24], routes: [{ to: default, via: 192.0.2.254 }] }, lan1: { addresses: [${ours.replace('.0.0/', '.0.1/')}] } } }\n`,
    '/etc/ipsec.conf': `conn t\n  authby=secret\n  left=${own}\n  right=${far}\n  leftsubnet=${ours}\n  rightsubnet=${theirs}\n  reauth=no\n  auto=route\n${more.map(line => `  ${line}\n`).join('')}`,
    '/etc/ipsec.secrets': `${own} ${far} : PSK ${KEY}\n`,
  })
const A = (...more: readonly string[]) => ({
  gateway: 'a',
  files: site('192.0.2.1', '192.0.2.2', '10.1.0.0/16', '10.2.0.0/16', ...more),
})
const B = (...more: readonly string[]) => ({
  gateway: 'b',
  files: site('192.0.2.2', '192.0.2.1', '10.2.0.0/16', '10.1.0.0/16', ...more),
})

describe('two ends become one tunnel', () => {
  test('by their addresses and mirrored selectors', () => {
    const { text } = imported(A(), B())
    expect(text).toContain('between: { a: eth0, b: eth0 }')
    expect(text).not.toContain('peers')
  })

  test('by identity where one end calls from anywhere', () => {
    const anywhere = imported(
      A('right=%any', 'rightid=@b.example.com'),
      B('left=%any', 'leftid=@b.example.com'),
    )
    expect(anywhere.text).toContain('between: { a: eth0, b: eth0 }')
  })

  test('with right and left written the other way round at one end', () => {
    const swapped = host({
      '/etc/netplan/01.yaml':
        'network: { ethernets: { eth0: { addresses: [192.0.2.2/24] }, lan1: { addresses: [10.2.0.1/16] } } }\n',
      '/etc/ipsec.conf':
        'conn t\n authby=secret\n left=192.0.2.1\n right=192.0.2.2\n leftsubnet=10.1.0.0/16\n rightsubnet=10.2.0.0/16\n auto=route\n',
    })
    expect(imported(A(), { gateway: 'b', files: swapped }).text).toContain('between: { a: eth0, b: eth0 }')
  })

  test('not with somebody who only looks alike', () => {
    const other = { gateway: 'c', files: site('192.0.2.3', '192.0.2.9', '10.3.0.0/16', '10.9.0.0/16') }
    const { text } = imported(A(), other)
    expect(text).toContain('t-peer:')
    expect(text).toContain('t-peer-2:')
    expect(text).toContain('between: { c: eth0, t-peer-2: null }')
  })
})

test('one sign alone is not enough: half the world has the same networks behind it', () => {
  const elsewhere = {
    gateway: 'b',
    files: site('198.51.100.2', '198.51.100.1', '10.2.0.0/16', '10.1.0.0/16'),
  }
  const { text } = imported(A(), elsewhere)
  expect(text).not.toContain('between: { a: eth0, b: eth0 }')
  expect(text).toContain('t-peer-2:')
})

describe('two ends that contradict each other', () => {
  test('selectors that are no mirror', () => {
    expect(codesOf(imported(A(), B('rightsubnet=10.77.0.0/16')))).toContain('selector-mirror')
    expect(codesOf(imported(A(), B()))).not.toContain('selector-mirror')
  })

  test('proposals that have nothing in common', () => {
    const two = imported(A('ike=aes256-sha256-ecp256!'), B('ike=aes128-sha256-ecp384!'))
    expect(codesOf(two)).toContain('proposal-disjoint')
    expect(two.text).not.toContain('ike:')
  })

  test('both start', () => {
    const two = imported(A('auto=start'), B('auto=start'))
    expect(codesOf(two)).toContain('both-start')
    expect(two.text).not.toContain('start:')
  })

  test('a gateway whose own files know nothing of the tunnel', () => {
    const silent = {
      gateway: 'a',
      files: host({
        '/etc/netplan/01.yaml': 'network: { ethernets: { eth0: { addresses: [192.0.2.1/24] } } }',
      }),
    }
    const two = imported(silent, B('ike=aes256-sha256-modp1024!'))
    expect(codesOf(two)).toContain('one-sided')
    expect(two.text).toContain('between: { a: eth0, b: eth0 }')
    // Both ends are ours, so nobody needs what is weak.
    expect(two.text).not.toContain('modp1024')
    expect(imported(B('ike=aes256-sha256-modp1024!')).text).toContain('modp1024')
  })
})

test('networks of a tunnel that are not all of the gateway are named', () => {
  const files = host({
    '/etc/ipsec.conf': ['1', '2']
      .map(
        n =>
          `conn t${n}\n authby=secret\n left=192.0.2.1\n right=198.51.100.${n}\n leftsubnet=10.${n}.0.0/16\n rightsubnet=10.2${n}.0.0/16\n auto=route\n`,
      )
      .join(''),
  })
  const { text } = imported({ gateway: 'a', files })
  expect(text).toContain('networks: { a: [ lan ] }')
  expect(text).toContain('networks: { a: [ lan-2 ] }')
})

test('connections with the same two ends are one tunnel; pairs that nobody joined are said', () => {
  const lines = (n: string) =>
    `conn t${n}\n authby=secret\n left=192.0.2.1\n right=192.0.2.2\n leftsubnet=10.${n}.0.0/16\n rightsubnet=10.2${n}.0.0/16\n auto=route\n reauth=no\n`
  const one = imported({ gateway: 'a', files: host({ '/etc/ipsec.conf': lines('1') + lines('2') }) })
  expect(one.tunnels).toBe(1)
  expect(one.problems.some(({ message }) => message.startsWith('more networks reach'))).toBe(true)
})

test('what both ends offered and is sound stays; the rest is left to the defaults', () => {
  expect(agreed(['x-modp1024', 'aes256-sha256-ecp256'], ['aes256-sha256-ecp256', 'y']).proposals).toEqual([
    'aes256-sha256-ecp256',
  ])
  expect(agreed(['aes256-sha256-modp1024'], ['aes256-sha256-modp1024'])).toEqual({
    proposals: undefined,
    disjoint: false,
  })
  expect(agreed(undefined, ['aes256-sha256-ecp256']).proposals).toEqual(['aes256-sha256-ecp256'])
})

test('who starts', () => {
  const start = (a: 'none' | 'trap' | 'start', b: 'none' | 'trap' | 'start') =>
    jointStart({ name: 'a', action: a }, { name: 'b', action: b })
  expect(start('trap', 'start')).toEqual({ start: undefined, bothStart: false })
  expect(start('start', 'start')).toEqual({ start: undefined, bothStart: true })
  expect(start('none', 'start')).toEqual({ start: { a: 'none', b: 'start' }, bothStart: false })
  expect(start('none', 'none')).toEqual({ start: 'none', bothStart: false })
})
