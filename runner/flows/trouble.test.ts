import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { archiveBundles, referenceBundles } from '../../test/fixtures/reference-bundles.ts'
import { beginRlyeh, type Rlyeh, TUNNEL } from '../../test/fixtures/rlyeh-in-memory.ts'
import { SourceError } from '../ports/source.ts'
import { loadJournal } from './change/journal-file.ts'
import { once } from './once.ts'

/** The same troubles as `test/proofs/trouble.test.ts` makes on a booted gateway, with what it expects of them. */
interface Trouble {
  readonly name: string
  readonly begin: (rlyeh: Rlyeh) => unknown
  readonly code: 0 | 1
  readonly says: RegExp
}

const says = (code: string, words: string, calls: RegExp) => (rlyeh: Rlyeh) => {
  rlyeh.world.disk.calls.before = (call, path) => {
    if (calls.test(call) && !path.startsWith('/run/'))
      throw Object.assign(new Error(`${code}: ${words}, ${call} '${path}'`), { code, syscall: call })
  }
}

const setClock =
  (time: string) =>
  ({ world }: Rlyeh) =>
    void (world.now = new Date(time))

const TROUBLES: readonly Trouble[] = [
  {
    name: 'nobody answers at the control plane, for an hour',
    begin: ({ world }) => {
      world.intercept = () => {
        throw new SourceError('unreachable', 'connect ECONNREFUSED')
      }
      world.now = new Date(world.now.getTime() + 3_600_000)
    },
    code: 1,
    says: /source-unreachable/,
  },
  {
    name: 'the disk is full',
    begin: says('ENOSPC', 'no space left on device', /^(write|mkdir)$/),
    code: 1,
    says: /^error: disk-full: .*no space left/m,
  },
  {
    name: 'the disk can only be read',
    begin: says('EROFS', 'read-only file system', /^(?!fsync)/),
    code: 1,
    says: /^error: disk-failed: .*read-only file system/m,
  },
  {
    name: 'its clock shows 1970',
    begin: setClock('1970-01-02T00:00:00Z'),
    code: 0,
    says: /^clock-behind: /m,
  },
  { name: 'its clock shows 2099', begin: setClock('2099-01-01T00:00:00Z'), code: 1, says: /expired/ },
  {
    name: 'strongSwan does not run',
    begin: ({ host }) => void (host.live.daemon = undefined),
    code: 1,
    says: /^error: strongswan-down: /m,
  },
]

/** A turn as `cygnet-runner once` makes it, with the exit code and what stands on standard error. */
const turn = async ({ gateway, said }: Rlyeh): Promise<{ code: number; stderr: string }> => {
  said.length = 0
  try {
    const { trouble } = await once(gateway)
    const error = trouble === undefined ? [] : [`error: ${trouble.code}: ${trouble.message}`]
    return { code: error.length, stderr: [...said, ...error].join('\n') }
  } catch (error) {
    return { code: 1, stderr: [...said, `error: ${String(error)}`].join('\n') }
  }
}

test.each(TROUBLES)(
  '$name: what is live stays, the error is clear, and the first turn after takes the change',
  async ({ begin, code, says: words }) => {
    const rlyeh = await beginRlyeh(referenceBundles())
    const { world, host, reports } = rlyeh
    await turn(rlyeh)
    host.up.add(TUNNEL)
    await turn(rlyeh)
    const liveNow = () => ({ connections: host.live.connections, rules: host.live.rules })
    const [right, live] = [world.now, liveNow()]
    await world.release(3, { bundles: archiveBundles() })
    begin(rlyeh)
    expect(await turn(rlyeh)).toEqual({ code, stderr: expect.stringMatching(words) })
    for (let times = 0; times < 3; times++) await turn(rlyeh)
    expect(code === 0 ? live : liveNow()).toEqual(live)
    Object.assign(world, { now: right, intercept: () => undefined })
    world.disk.calls.before = () => undefined
    host.live.daemon = 'swanctl'
    expect(await turn(rlyeh)).toMatchObject({ code: 0 })
    const journal = await loadJournal(world.disk)
    expect(journal).toMatchObject({ inForce: { release: 3 }, knownBad: [] })
    expect(journal.said).toBeUndefined()
    expect(reports().at(-1)).toMatchObject({ release: 3 })
    expect(reports().at(-1)?.problem).toBeUndefined()
  },
)

test('there is no /tmp: nothing of the runner needs one', () => {
  const files = ['netplan/netplan-cli', 'openssl', 'process', 'iptables', 'starter/check']
  for (const file of files) {
    const text = readFileSync(new URL(`../adapters/${file}.ts`, import.meta.url), 'utf8')
    expect(text).not.toMatch(/tmpdir|['"`]\/tmp/)
  }
})
