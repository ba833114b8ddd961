import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CharonLog } from './charon-log.ts'

/** What the starter and its charon 5.9.8 wrote on Debian 12 while somebody did what stands behind `#`. */
const RECORDED = readFileSync(new URL('../../../test/fixtures/charon-log.txt', import.meta.url), 'utf8')

/** What the log tells, in the words `kind child by`, below what was done. */
const told = (text: string): Record<string, readonly string[]> => {
  const log = new CharonLog()
  const all: Record<string, string[]> = {}
  let now: string[] = []
  for (const line of text.split('\n')) {
    if (line.startsWith('# ')) now = all[line.slice(2)] ??= []
    for (const { kind, tunnel, child, by } of log.read(line, 0))
      now.push([kind, tunnel === 'rlyeh-ulthar' ? child : tunnel, by].filter(Boolean).join(' '))
  }
  return all
}

describe("charon's log", () => {
  test('tells what happened to SAs, and who began it', () => {
    expect(told(RECORDED)).toEqual({
      'up by us': ['ike-up us', 'child-up containers us'],
      'ike rekey by peer': ['ike-rekey peer'],
      'child rekey by peer': ['child-rekey containers peer'],
      'child rekey by us': ['child-rekey containers us'],
      'ike rekey by us': ['ike-rekey us'],
      wait: [],
      'reauth by peer': ['ike-down peer', 'ike-up peer', 'child-up containers peer'],
      'reauth by us': ['reauthentication us', 'ike-up us', 'child-up containers us'],
      'child end by peer': ['child-down containers peer'],
      'child by peer': ['child-up containers peer', 'child-up containers peer'],
      'child end by us': ['child-down containers us'],
      'ike end by peer': ['ike-down peer'],
      'ike by peer': ['ike-up peer', 'child-up containers peer', 'ike-up peer', 'child-up containers peer'],
      'ike end by us': ['ike-down us'],
      'peer dies': ['dpd us'],
      'charon dies': ['daemon-down', 'daemon-up'],
      stop: ['daemon-down'],
      start: ['daemon-up'],
    })
  })

  test('says nothing of a peer that never answered', () => {
    expect(
      told(`# no answer
07[IKE] <rlyeh-ulthar/web|3> initiating IKE_SA rlyeh-ulthar/web[3] to 192.0.2.1
08[IKE] <rlyeh-ulthar/web|3> giving up after 5 retransmits`),
    ).toEqual({ 'no answer': [] })
  })

  test('tells an end of the daemon once, and each start', () => {
    const [died, starts] = [
      'charon has died -- restart scheduled (5sec)',
      '00[DMN] Starting IKE charon daemon (strongSwan 5.9.8, Linux 6.1, x86_64)',
    ]
    expect(told(['# dies', died, died, starts, starts, died].join('\n'))).toEqual({
      dies: ['daemon-down', 'daemon-up', 'daemon-up', 'daemon-down'],
    })
  })

  test('is not about conns of others, nor about what a peer calls itself', () => {
    expect(
      told(`# others
07[IKE] <by-hand|3> IKE_SA by-hand[3] established between 192.0.2.1[a]...192.0.2.2[b]
08[IKE] <4> received cert for 'reauthenticating IKE_SA rlyeh-ulthar/web[1]'
reauthenticating IKE_SA rlyeh-ulthar/web[1]`),
    ).toEqual({ others: [] })
  })

  test('may hold anything', () => {
    const log = new CharonLog()
    const lines = RECORDED.split('\n')
    const line = fc.oneof(
      fc.string({ maxLength: 300 }),
      fc.constantFrom(...lines),
      fc.tuple(fc.constantFrom(...lines), fc.nat(80), fc.string()).map(([a, n, b]) => a.slice(0, n) + b),
    )
    fc.assert(
      fc.property(line, text => {
        for (const { tunnel } of log.read(text, 0)) expect(tunnel ?? 'rlyeh-ulthar').toBe('rlyeh-ulthar')
      }),
    )
  })
})
