import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Drifted } from '../../../schema/wire/drifted.ts'
import { DRIFT_BOUNDS } from '../../../schema/wire/report-bounds.ts'
import { RLYEH } from '../../../test/fixtures/rlyeh-in-memory.ts'
import { readSwanctl } from '../ipsec/swanctl.ts'
import { readTables } from '../kernel/firewall-text.ts'
import { openFiles } from '../keys/open.ts'
import { canonicalRule } from './canonical-rule.ts'
import { chainDrift } from './chains.ts'
import { includeDrift } from './files.ts'
import { settingDrift } from './kernel.ts'
import { isDue, readKnown, tryAgain } from './known.ts'
import { diffLines } from './lines.ts'
import { withoutConnections, withoutDrift } from './without.ts'

const FILES = openFiles(RLYEH, new Map([['rlyeh-ulthar', '0sAA==']]))
const textOf = (path: Parameters<typeof FILES.get>[0]): string => FILES.get(path)?.text ?? ''

describe('one rule', () => {
  test.each([
    ['-s 10.0.0.1 -j DROP', '-s 10.0.0.1/32 -j DROP'],
    ['--source 10.0.0.0/8 --jump DROP', '-s 10.0.0.0/8 -j DROP'],
    ['-p tcp --dport 22 -j ACCEPT', '-p tcp -m tcp --dport 22 -j ACCEPT'],
    ['-m policy --dir in --pol none -i eth0 -j DROP', '-i eth0 -m policy --pol none --dir in -j DROP'],
    [
      '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      '-m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT',
    ],
    ['-s fd00::1 -j DROP', '-s fd00::1/128 -j DROP'],
  ])('%s is %s', (a, b) => {
    expect(canonicalRule(a)).toBe(canonicalRule(b))
  })

  test.each([
    ['-s 10.0.0.1 -j DROP', '! -s 10.0.0.1 -j DROP'],
    ['-s 10.0.0.0/8 -j DROP', '-d 10.0.0.0/8 -j DROP'],
    ['-j TCPMSS --set-mss 1286', '-j TCPMSS --set-mss 1287'],
    ['-m policy --dir in --pol ipsec -j ACCEPT', '-m policy --dir out --pol ipsec -j ACCEPT'],
    ['-m comment --comment "a b" -j ACCEPT', '-m comment --comment "b a" -j ACCEPT'],
  ])('%s is not %s', (a, b) => {
    expect(canonicalRule(a)).not.toBe(canonicalRule(b))
  })
})

describe('own chains', () => {
  const wanted = readTables(
    '*filter\n:CYGNET-FORWARD - [0:0]\n-A CYGNET-FORWARD -i a -j DROP\n-A CYGNET-FORWARD -i b -j DROP\nCOMMIT\n',
  )
  const seen = (...rules: string[]) =>
    chainDrift('IPv4', wanted, readTables(`*filter\n:CYGNET-FORWARD - [0:0]\n${rules.join('\n')}\nCOMMIT\n`))
  const HOOK = '-A FORWARD -j CYGNET-FORWARD'
  const [A, B] = ['-A CYGNET-FORWARD -i a -j DROP', '-A CYGNET-FORWARD -i b -j DROP']

  test('with rules of others around them have not drifted', () => {
    expect(seen('-A FORWARD -j DOCKER-USER', HOOK, A, B)).toEqual([])
  })

  test('in another order, twice hooked, hooked under a condition, or no longer wanted, have', () => {
    expect(seen(HOOK, B, A)).toMatchObject([{ diff: ['(the same rules, in another order or number)'] }])
    expect(seen(HOOK, HOOK, A, B)).toHaveLength(1)
    expect(seen('-A FORWARD -i x -j CYGNET-FORWARD', A, B)).toMatchObject([
      { diff: ['--A FORWARD -j CYGNET-FORWARD', '+-A FORWARD -i x -j CYGNET-FORWARD'] },
    ])
    expect(chainDrift('IPv6', [], readTables('*nat\n:CYGNET-OLD - [0:0]\nCOMMIT\n'))).toMatchObject([
      { what: 'IPv6 nat CYGNET-OLD' },
    ])
  })
})

describe('what is shown', () => {
  test('fits a report, whatever somebody wrote', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 3000, unit: 'binary' }), fc.string({ maxLength: 3000 }), (a, b) => {
        const diff = diffLines(a, b)
        expect(Drifted.safeParse({ kind: 'file', what: '/x', diff }).success).toBe(true)
      }),
      { numRuns: 200 },
    )
    const long = Array.from({ length: 500 }, (_, line) => `line ${line}`).join('\n')
    expect(diffLines('', long)).toHaveLength(DRIFT_BOUNDS.lines)
    expect(diffLines('', `${long}\n`.repeat(20))).toEqual(['(too long to compare by line)'])
  })

  test('has no secret that somebody else wrote, and moves no cursor', () => {
    const foreign = [
      'secret = hunter2',
      'x : PSK "hunter2"',
      'a = 0saGFsbG8gd2VsdA==',
      'passwort hunter2',
      '\u001b[2J',
    ]
    const text = diffLines('a\n', `a\n${foreign.join('\n')}\n`).join('\n')
    expect(text).not.toMatch(/hunter2|0saGF|\u001b/)
    expect(text.match(/may hold a secret/g)).toHaveLength(4)
  })
})

test("a line that somebody commented out is missing; the rest of the file is nobody's business", () => {
  expect(includeDrift('/etc/ipsec.conf', '#include /etc/ipsec.d/cygnet.conf\n')).toHaveLength(1)
  expect(includeDrift('/etc/ipsec.conf', 'conn x\n include  /etc/ipsec.d/cygnet.conf\nconn y\n')).toEqual([])
  expect(includeDrift('/etc/ipsec.secrets', undefined)).toHaveLength(1)
})

test('the kernel separates values by tabs, and a setting that it does not have is no drift', () => {
  const wanted = new Map([
    ['net.ipv4.tcp_rmem', '4096 87380 6291456'],
    ['net.ipv4.conf.gone.rp_filter', '0'],
  ])
  expect(settingDrift(wanted, new Map([['net.ipv4.tcp_rmem', '4096\t87380\t6291456']]))).toEqual([])
})

describe('what a repair starts from', () => {
  test('lacks the connection that drifted, keeps the rest of the file, and can be read', () => {
    const whole = textOf('/etc/swanctl/conf.d/cygnet.conf')
    const two = whole.replace(
      /\}\n$/,
      whole.slice(whole.indexOf('  rlyeh-ulthar {')).replace('rlyeh-ulthar {', 'other {'),
    )
    const left = readSwanctl({
      connections: withoutConnections(two, new Set(['other'])),
      secrets: '',
      credentials: new Map(),
    })
    expect([...left.connections.keys()]).toEqual(['rlyeh-ulthar'])
  })

  test('is the whole generation where nothing drifted', () => {
    const { files, live } = withoutDrift(FILES, [])
    expect(files).toEqual(FILES)
    expect(live).toEqual(FILES)
  })

  test('of a file of charon-systemd on disk, is live as it is: nobody is cut off', () => {
    const { files, live } = withoutDrift(FILES, [
      { kind: 'file', what: '/etc/swanctl/conf.d/cygnet.conf', diff: [] },
    ])
    expect(files.has('/etc/swanctl/conf.d/cygnet.conf')).toBe(false)
    expect(live).toEqual(FILES)
  })
})

test('a repair that did not help is due later and later, at once when the clock was turned back', () => {
  const now = new Date('2026-03-01T12:00:00Z')
  expect(readKnown(undefined)).toBeUndefined()
  const after = (tries: number): number => (Date.parse(tryAgain(tries, now).at) - now.getTime()) / 60_000
  expect([1, 2, 3, 7, 50].map(after)).toEqual([1, 2, 4, 60, 60])
  const waiting = { again: tryAgain(3, now) }
  expect(isDue(waiting, now)).toBe(false)
  expect(isDue(waiting, new Date(now.getTime() + 240_000))).toBe(true)
  expect(isDue(waiting, new Date('1970-01-01T00:00:00Z'))).toBe(true)
})
