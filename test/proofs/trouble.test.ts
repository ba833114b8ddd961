import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ManagedLab } from '../../infra/lab/managed/managed-lab.ts'
import { eventually } from '../../infra/lab/patience.ts'
import { pingSteadily } from '../../infra/lab/steady-ping.ts'
import { reaches } from '../../infra/lab/transfer.ts'
import { OTHER_FIREWALL, TWO_GATEWAYS } from '../lab/managed/two-gateways.ts'

/**
 * A gateway in trouble that no release made: a change waits for it, and it cannot or must not take it. Packets go on through
 * the tunnel, the runner says what is wrong, and the first turn after the trouble is over takes the change.
 */
const HOST = 'rlyeh/containers'
const FAR = '10.2.0.10'

let managed: ManagedLab
let folder: string
let texts = [OTHER_FIREWALL, TWO_GATEWAYS]

const words = async (script: string): Promise<string> => {
  const { stdout, stderr } = await managed.gateway('rlyeh').exec(['sh', '-c', script], { timeout: 180_000 })
  return stdout + stderr
}

const turn = (name = 'rlyeh') => managed.gateway(name).exec(['cygnet-runner', 'once'], { timeout: 180_000 })

const carries = (): Promise<true> =>
  eventually('the tunnel carries', 90_000, async () =>
    (await reaches(managed.lab.host(HOST), FAR)) ? true : undefined,
  )

/** The other of two generations, released: something to do for a gateway. */
const another = async (): Promise<number> => {
  const [next = '', last = ''] = texts
  texts = [last, next]
  return await managed.release(managed.compile(next))
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-trouble-'))
  managed = await ManagedLab.up({ topology: TWO_GATEWAYS, folder, log: line => console.log(line) })
  await managed.release(managed.compile(TWO_GATEWAYS))
  for (const { code, stderr } of await Promise.all(['rlyeh', 'ulthar'].map(turn)))
    if (code !== 0) throw new Error(stderr)
  await carries()
})

afterAll(async () => {
  await managed?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

interface Trouble {
  readonly name: string
  readonly begin: () => Promise<unknown>
  readonly end: () => Promise<unknown>
  /** What the runner says meanwhile, and its exit code: 0 where it is not to mind. */
  readonly code: 0 | 1
  readonly says: RegExp
}

const setClock = (to: string) => () => words(`date -u -s '${to}'`)
const rightClock = () => setClock(`@${Math.round(Date.now() / 1000)}`)()

const FILL = `for size in 512M 64M 8M 1M 64K 4K; do
  n=0; while fallocate -l $size /filler.$size.$n 2>/dev/null; do n=$((n+1)); done
done; df / | tail -1`

const TROUBLES: readonly Trouble[] = [
  {
    name: 'nobody answers at the control plane, for an hour by its clock',
    begin: async () => {
      managed.controlPlane.answers = false
      await turn()
      await setClock(`@${Math.round(Date.now() / 1000) + 3600}`)()
    },
    end: async () => {
      managed.controlPlane.answers = true
      await rightClock()
    },
    code: 1,
    says: /source-unreachable/,
  },
  {
    name: 'the disk is full',
    begin: () => words(FILL),
    end: () => words('rm -f /filler.*'),
    code: 1,
    says: /^error: disk-full: .*no space left/m,
  },
  {
    name: 'the disk can only be read',
    begin: () => words('echo u >/proc/sysrq-trigger; sleep 1; grep " / " /proc/mounts'),
    end: () => words('mount -o remount,rw /'),
    code: 1,
    says: /^error: disk-\w+: .*read-only/m,
  },
  {
    name: 'its clock shows 1970',
    begin: setClock('1970-01-02 00:00'),
    end: rightClock,
    code: 1,
    says: /^error: source-unreachable: .*not yet valid\nhint: .*timedatectl/m,
  },
  {
    name: 'its clock shows 2099',
    begin: setClock('2099-01-01 00:00'),
    end: rightClock,
    code: 1,
    says: /^error: source-unreachable: .*has expired\nhint: .*timedatectl/m,
  },
  {
    name: 'there is no /tmp',
    begin: () => words('mv /tmp /tmp.gone'),
    end: () => words('mv /tmp.gone /tmp'),
    code: 0,
    says: /committing/,
  },
]

describe('a change waits, and', () => {
  test.each(TROUBLES)('$name', async ({ begin, end, code, says }) => {
    const ping = await pingSteadily(managed.lab.host(HOST), FAR)
    try {
      await begin()
      const release = await another()
      const during = await turn()
      console.log(`exit ${during.code}: ${during.stderr.trim()}`)
      expect(during).toMatchObject({ code, stderr: expect.stringMatching(says) })
      await end()
      const after = await turn()
      expect(after).toMatchObject({ code: 0 })
      await managed.reported('rlyeh', release, ['committed'], 10_000)
      expect(managed.reports('rlyeh').at(-1)).toMatchObject({ release })
      expect(managed.reports('rlyeh').at(-1)?.problem).toBeUndefined()
    } finally {
      await end()
      const { replies, lost } = await ping.stop()
      console.log(`${replies} pings answered, ${lost.length} lost`)
      expect(lost).toEqual([])
    }
  })

  test('strongSwan does not run: what needs no tunnel flows', async () => {
    await words('systemctl stop strongswan')
    const release = await another()
    const during = await turn()
    console.log(`exit ${during.code}: ${during.stderr.trim()}`)
    expect(during.code).toBe(1)
    expect(during.stderr).toMatch(/^error: strongswan-down: .*\nhint: systemctl start strongswan/m)
    await words('systemctl start strongswan')
    expect(await turn()).toMatchObject({ code: 0 })
    await managed.reported('rlyeh', release, ['committed'], 10_000)
    await turn('ulthar')
    await carries()
  })
})
