import { expect, test } from 'vitest'
import { HELP, readCommand } from './command-line.ts'

test.each([
  [[], { name: 'help' }],
  [['once'], { name: 'once' }],
  [['run', '--help'], { name: 'help' }],
  [['status'], { name: 'status', format: 'text' }],
  [['status', '--format', 'json'], { name: 'status', format: 'json' }],
  [['revert', '--armed'], { name: 'revert' }],
  [['enroll', '-'], { name: 'enroll', from: 'file', value: '-' }],
  [['enroll', '--token-file', 'f'], { name: 'enroll', from: 'file', value: 'f' }],
  [['enroll', 'cygnet1.x'], { name: 'enroll', from: 'argument', value: 'cygnet1.x' }],
] as const)('%j is understood', (args, command) => {
  expect(readCommand(args)).toEqual(command)
})

test.each([
  [['onec']],
  [['once', 'now']],
  [['revert']],
  [['enroll']],
  [['enroll', '--token']],
  [['status', '--format', 'xml']],
])('%j is wrong usage', args => {
  expect(readCommand(args).name).toBe('wrong')
})

test('help names every command', () => {
  for (const name of ['enroll', 'once', 'run', 'status', 'boot', 'revert'])
    expect(HELP).toContain(`cygnet-runner ${name}`)
})
