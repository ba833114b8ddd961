import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Bundle } from '../../schema/wire/bundle.ts'
import { compile } from '../../worker/compile/compile.ts'
import { arbitraryNetwork, topologyOf } from '../fixtures/arbitrary-network.ts'
import { archiveBundles, referenceBundles } from '../fixtures/reference-bundles.ts'
import { fileOf } from './gateway-files.ts'
import { Namespace } from './namespace.ts'

const FAMILIES = [
  ['iptables', '/etc/cygnet/iptables.v4'],
  ['ip6tables', '/etc/cygnet/iptables.v6'],
] as const

/** Rules such as Docker, LXD and a careful owner leave behind, one chain with a name much like ours among them. */
const FOREIGN = {
  iptables: `*filter
:DOCKER - [0:0]
:CYGNETS-OWN - [0:0]
-A FORWARD -o docker0 -j DOCKER
-A FORWARD -i lxdbr0 -j ACCEPT
-A CYGNETS-OWN -s 192.0.2.1/32 -j DROP
-A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT
COMMIT
*nat
-A POSTROUTING -s 10.1.0.0/16 ! -d 10.1.0.0/16 -j MASQUERADE
COMMIT
`,
  ip6tables: `*filter
-A INPUT -s 2001:db8::/32 -j ACCEPT
COMMIT
`,
} as const

let namespace: Namespace
beforeEach(async () => {
  namespace = await Namespace.create()
})
afterEach(async () => {
  await namespace[Symbol.asyncDispose]()
})

/** Per table, what was written and what is there: chains and rules, without comments, counters and built-in policies. */
const rulesOf = (text: string): Record<string, string[]> => {
  const tables: Record<string, string[]> = {}
  let table: string[] = []
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) tables[line] = table = []
    else if (/^:\S+ -/.test(line)) table.push(line.replace(/ \[.*/, ''))
    else if (line.startsWith('-A')) table.push(line)
  }
  return Object.fromEntries(Object.entries(tables).sort(([a], [b]) => (a < b ? -1 : 1)))
}

const only = (
  tables: Record<string, string[]>,
  wanted: (line: string) => boolean,
): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(tables)
      .map(([name, lines]) => [name, lines.filter(wanted)] as const)
      .filter(([, lines]) => lines.length > 0),
  )

const isOwn = (line: string): boolean => /^(?:-A |:)CYGNET-/.test(line)

describe.each(['nft', 'legacy'])('iptables on the %s backend', backend => {
  const restore = async (program: string, text: string, ...options: string[]): Promise<void> => {
    await namespace.must(`${program}-${backend}-restore`, ['--noflush', '-w', ...options], text)
  }
  const saved = async (program: string): Promise<Record<string, string[]>> =>
    rulesOf(await namespace.must(`${program}-${backend}-save`, []))

  const apply = async (bundle: Bundle | undefined): Promise<void> => {
    if (bundle === undefined) throw new Error('no bundle')
    for (const [program, path] of FAMILIES) {
      await restore(program, fileOf(bundle, path), '--test')
      await restore(program, fileOf(bundle, path))
    }
  }

  test.each(referenceBundles().map((bundle, index) => ({ gateway: bundle.gateway, index })))(
    'what $gateway was given is what is there, and what others wrote stays',
    async ({ index }) => {
      for (const [program] of FAMILIES) await restore(program, FOREIGN[program])
      const foreign = await Promise.all(FAMILIES.map(async ([program]) => await saved(program)))
      const bundle = archiveBundles()[index]
      await apply(bundle)
      for (const [nth, [program, path]] of FAMILIES.entries()) {
        const there = await saved(program)
        expect(only(there, isOwn)).toEqual(rulesOf(bundle ? fileOf(bundle, path) : ''))
        expect(only(there, line => !isOwn(line))).toEqual(foreign[nth])
      }
    },
  )

  test('going back to fewer networks leaves nothing of the third', async () => {
    await apply(archiveBundles()[0])
    expect(JSON.stringify(await saved('iptables'))).toContain('10.3.0.0/16')
    await apply(referenceBundles()[0])
    expect(JSON.stringify(await saved('iptables'))).not.toContain('10.3.0.0/16')
  })

  test('each own chain hooks into the built-in chain that it is named after', async () => {
    await apply(referenceBundles()[0])
    for (const [program] of FAMILIES)
      for (const [table, lines] of Object.entries(await saved(program)))
        for (const [, chain] of lines
          .map(line => /^:(CYGNET-\S+)/.exec(line))
          .filter(found => found !== null)) {
          const hook = ['-t', table.slice(1), '-I', chain?.slice('CYGNET-'.length) ?? '', '-j', chain ?? '']
          await namespace.must(`${program}-${backend}`, hook)
        }
    expect((await saved('iptables'))['*filter']).toContain('-A OUTPUT -j CYGNET-OUTPUT')
  })

  test('any small network gives rules that are taken as they were written', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryNetwork, async document => {
        for (const bundle of compile(topologyOf(document))) {
          await apply(bundle)
          for (const [program, path] of FAMILIES)
            expect(only(await saved(program), isOwn)).toEqual(rulesOf(fileOf(bundle, path)))
        }
      }),
      { numRuns: 15 },
    )
  })
})
