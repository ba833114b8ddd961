import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ManagedLab } from '../../infra/lab/managed/managed-lab.ts'
import { eventually } from '../../infra/lab/patience.ts'
import { reaches } from '../../infra/lab/transfer.ts'
import { type Bundle, bundleDigest } from '../../schema/wire/bundle.ts'
import { appearanceOf, inForceOn } from './managed/appearance.ts'
import { momentsOf, randomFrom } from './managed/moments.ts'
import { EVERYTHING_ELSE, TWO_GATEWAYS } from './managed/two-gateways.ts'

/**
 * Two gateways, one for each IKE daemon, each in the middle of a change at a moment of its own when the power goes. What
 * boots afterwards is wholly the old or wholly the new generation, on disk and in the kernel, and the tunnel comes up.
 * `POWER_CUTS` (10) says how many cuts, two in a round; `POWER_SEED` makes a run come again.
 */
const NAMES = ['rlyeh', 'ulthar'] as const
const ROUNDS = Math.ceil(Number(process.env['POWER_CUTS'] ?? 10) / NAMES.length)
const CUTS = ROUNDS * NAMES.length
const SEED = Number(process.env['POWER_SEED'] ?? Date.now() % 2 ** 32)
/** Part of a whole change's time that lies behind its end: the last moments are as likely to be hit as the others. */
const BEYOND = 1.1

type Name = (typeof NAMES)[number]
interface Generation {
  readonly bundle: Bundle
  readonly appearance: string
}
interface Subject {
  readonly generations: readonly [old: Generation, changed: Generation]
  /** Milliseconds of a whole change. */
  readonly duration: number
}

let managed: ManagedLab
let folder: string
const subjects = new Map<Name, Subject>()

const subject = (name: Name): Subject => {
  const found = subjects.get(name)
  if (found === undefined) throw new Error(`${name} was not measured`)
  return found
}

const turn = async (name: Name): Promise<number> => {
  const start = performance.now()
  const { code, stderr } = await managed.gateway(name).exec(['cygnet-runner', 'once'], { timeout: 180_000 })
  if (code !== 0) throw new Error(`${name}: ${stderr}`)
  return performance.now() - start
}

const tunnelComesUp = (): Promise<true> =>
  eventually('the tunnel comes up', 90_000, async () =>
    (await reaches(managed.lab.host('rlyeh/containers'), '10.2.0.10')) ? true : undefined,
  )

const appearances = (): Promise<string[]> =>
  Promise.all(NAMES.map(name => appearanceOf(managed.gateway(name))))

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-power-'))
  managed = await ManagedLab.up({ topology: TWO_GATEWAYS, folder, log: line => console.log(line) })
  const [first, second] = [managed.compile(TWO_GATEWAYS), managed.compile(EVERYTHING_ELSE)]
  // The service stays off: a test that looks at a gateway after its boot wants to be the first to act.
  await Promise.all(NAMES.map(name => managed.gateway(name).exec(['systemctl', 'disable', 'cygnet-runner'])))
  await managed.release(first)
  await Promise.all(NAMES.map(turn))
  await tunnelComesUp()
  const old = await appearances()
  await managed.release(second)
  const durations = await Promise.all(NAMES.map(turn))
  const changed = await appearances()
  for (const [n, name] of NAMES.entries()) {
    const [bundle, next] = [first, second].map(all => all.find(({ gateway }) => gateway === name))
    if (bundle === undefined || next === undefined) throw new Error(`there is no bundle for ${name}`)
    const generations = [
      { bundle, appearance: old[n] ?? '' },
      { bundle: next, appearance: changed[n] ?? '' },
    ] as const
    subjects.set(name, { generations, duration: durations[n] ?? 0 })
    console.log(`${name}: a change takes ${((durations[n] ?? 0) / 1000).toFixed(1)} s`)
  }
})

afterAll(async () => {
  await managed?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

/** Begins a change that has `lead` milliseconds until the power goes. What becomes of it nobody hears. */
const begin = async (name: Name, after: number): Promise<void> => {
  await sleep(after)
  await turn(name).catch(() => undefined)
}

/** One cut for both, at a moment of its own in the change of each. */
const cut = async (moments: readonly number[]): Promise<void> => {
  const leads = NAMES.map((name, n) => (moments[n] ?? 0) * BEYOND * subject(name).duration)
  const longest = Math.max(...leads)
  const turns = NAMES.map((name, n) => begin(name, longest - (leads[n] ?? 0)))
  await sleep(longest)
  await Promise.all(NAMES.map(name => managed.gateway(name).powerCut()))
  await Promise.all(turns)
}

/**
 * How long a daemon that systemd calls started may take to have read all its files, in milliseconds. A starter ends a charon that has
 * not come up after ten seconds, and begins the next one five seconds later: several, on a machine that is busy.
 */
const READING = 150_000
/** A look costs seconds of what the daemon needs as well, in emulation: milliseconds between two of them. */
const BETWEEN_LOOKS = 1000

/** When who did what since the boot: a starter gives each of its charons ten seconds, and then begins another. */
const SAID =
  'journalctl -b -o short-monotonic --no-pager -n 80 -u cygnet-boot -u strongswan -u strongswan-starter -t charon -t ipsec_starter'

/** Which generation a gateway is in after its boot; throws with the evidence when it is wholly in neither. */
const whole = async (name: Name): Promise<number> => {
  const gateway = managed.gateway(name)
  const booted = await gateway.exec(['systemctl', 'is-system-running', '--wait'], { timeout: 180_000 })
  expect(booted.stdout).toBe('running\n')
  const { generations } = subject(name)
  const digest = await inForceOn(gateway)
  const index = generations.findIndex(({ bundle }) => bundleDigest(bundle) === digest)
  const expected = generations[index]?.appearance
  let seen = ''
  const look = async (): Promise<true | undefined> => {
    seen = await appearanceOf(gateway)
    return seen === expected ? true : undefined
  }
  await eventually(`${name} is as its generation says`, READING, look, BETWEEN_LOOKS).catch(() => undefined)
  const said = seen === expected ? '' : (await gateway.exec(['sh', '-c', SAID], { timeout: 60_000 })).stdout
  expect(seen, `${name}, in force: ${index === 0 ? 'old' : 'changed'}\n${said}`).toBe(expected)
  return index
}

test(`the power goes ${CUTS} times in the middle of a change, and what boots is whole`, {
  timeout: ROUNDS * 600_000,
}, async () => {
  console.log(`POWER_SEED=${SEED}`)
  let at: readonly number[] = [1, 1]
  const ends = { before: 0, after: 0 }
  for (const fractions of momentsOf(ROUNDS, NAMES.length, randomFrom(SEED))) {
    const now = at
    await managed.release(
      NAMES.flatMap((name, n) => subject(name).generations[1 - (now[n] ?? 0)]?.bundle ?? []),
    )
    await cut(fractions)
    await Promise.all(NAMES.map(name => managed.gateway(name).restart()))
    at = await Promise.all(NAMES.map(whole))
    await tunnelComesUp()
    const words = NAMES.map((name, n) => {
      const kept = at[n] === now[n]
      ends[kept ? 'before' : 'after'] += 1
      return `${name} cut at ${((fractions[n] ?? 0) * BEYOND * 100).toFixed(0)} % of its change is ${kept ? 'where it was' : 'changed'}`
    })
    console.log(words.join(', '))
  }
  console.log(`${ends.before} cuts ended before the change, ${ends.after} after it, none in between`)
})
