import { expect, test } from 'vitest'
import { hintFor, hintToPerson } from './hint.ts'
import { problem } from './problem.ts'

test.each([
  ['expired-timestamp', 'timestamp metadata expired at 2026-03-02T12:00:00Z', /clock is wrong/],
  ['source-unreachable', 'cygnet.example: certificate is not yet valid', /timedatectl/],
  ['source-unreachable', 'cygnet.example: certificate has expired', /timedatectl/],
  ['disk-full', 'stage the bundle: /var/lib/cygnet/x: ENOSPC: no space left on device, write', /df -h/],
  ['preflight-netplan', 'netplan: [Errno 28] No space left on device', /df -h/],
  ['disk-failed', "count: /var/lib/cygnet/counter: EROFS: read-only file system, unlink '/x'", /read-only/],
  ['disk-failed', 'read the journal: /var/lib/cygnet/journal.json: EIO: i/o error, read', /dmesg/],
  ['strongswan-down', 'strongSwan: it does not run, so nothing is changed', /systemctl start/],
])('%s (%s) comes with what to do', (code, message, hint) => {
  expect(hintFor(problem(code, message))).toMatch(hint)
})

test.each([
  ["keep a private key: /x: EACCES: permission denied, mkdir '/x'", /root/],
  ['there is no /etc/cygnet/runner.json: enrol this gateway first', /cygnet-runner enroll -/],
  ['the enrolment token is incomplete or was changed', /the whole line/],
  ['control.example: certificate is not yet valid', /timedatectl/],
])('who typed a command that ends with "%s" is told what to do', (message, hint) => {
  expect(hintToPerson(message, false)).toMatch(hint)
})

test('root is not told to be root, and of what the runner does not know it says nothing', () => {
  expect(hintToPerson("keep: /x: EACCES: permission denied, mkdir '/x'", true)).toBeUndefined()
  expect(hintToPerson('another cygnet-runner is at work', false)).toBeUndefined()
})

test('where the runner does not know, it says nothing', () => {
  expect(hintFor(problem('source-unreachable', 'cygnet.example: connect ECONNREFUSED'))).toBeUndefined()
})
