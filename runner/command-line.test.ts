import { expect, test } from 'vitest'
import { HELP, readCommand } from './command-line.ts'

test.each([
  [[], { name: 'help' }],
  [['once'], { name: 'once' }],
  [['once', '--now'], { name: 'once', hurry: true }],
  [['pause'], { name: 'pause' }],
  [['pause', '--reason', 'storm, until Friday'], { name: 'pause', reason: 'storm, until Friday' }],
  [['resume'], { name: 'resume' }],
  [['repair'], { name: 'repair' }],
  [['rollback'], { name: 'rollback' }],
  [['rollback', '12'], { name: 'rollback', wanted: '12' }],
  [['rollback', '0123456789ab'], { name: 'rollback', wanted: '0123456789ab' }],
  [['run', '--help'], { name: 'help' }],
  [['status'], { name: 'status', format: 'text' }],
  [['status', '--format', 'json'], { name: 'status', format: 'json' }],
  [['revert', '--armed'], { name: 'revert' }],
  [['enroll', '-'], { name: 'enroll', from: 'file', value: '-' }],
  [['enroll', '--token-file', 'f'], { name: 'enroll', from: 'file', value: 'f' }],
  [
    ['csr', '--id', 'ipsec.example.com', '--address', '192.0.2.1', '--ecdsa'],
    { name: 'csr', wish: { id: 'ipsec.example.com', addresses: ['192.0.2.1'], key: { type: 'ecdsa' } } },
  ],
  [['enroll', 'cygnet1.x'], { name: 'enroll', from: 'argument', value: 'cygnet1.x' }],
] as const)('%j is understood', (args, command) => {
  expect(readCommand(args)).toEqual(command)
})

test.each([
  [['onec']],
  [['once', 'now']],
  [['pause', 'storm']],
  [['pause', '--reason']],
  [['resume', 'now']],
  [['repair', 'all']],
  [['rollback', '../2']],
  [['rollback', '2', '3']],
  [['revert']],
  [['enroll']],
  [['enroll', '--token']],
  [['status', '--format', 'xml']],
  [['csr']],
  [['csr', '--id']],
  [['csr', '--id', 'ipsec.example.com', '--rsa', '1024']],
  [['csr', '--id', 'ipsec.example.com', '--rsa', '3072', '--ecdsa']],
  [['csr', '--id', 'ipsec.example.com\n[req]']],
  [['csr', '--id', '$ENV::PATH.example']],
  [['csr', '--id', 'ipsec.example.com', '--address', 'fe80::1%eth0']],
  [['csr', '--id', 'ipsec.example.com', '--address', '192.0.2.1\n[x]']],
  [['csr', '--id', 'ipsec.example.com', '--address', '192.0.2.1, DNS:evil.example']],
])('%j is wrong usage', args => {
  expect(readCommand(args).name).toBe('wrong')
})

test('help names every command', () => {
  for (const name of [
    'enroll',
    'once',
    'run',
    'status',
    'boot',
    'revert',
    'csr',
    'pause',
    'resume',
    'rollback',
    'repair',
  ])
    expect(HELP).toContain(`cygnet-runner ${name}`)
})
