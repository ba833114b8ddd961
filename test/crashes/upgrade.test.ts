import { beforeAll, expect, test } from 'vitest'
import { packageFile } from '../../runner/adapters/memory/upgrade.ts'
import { once } from '../../runner/flows/once.ts'
import { digestOf } from '../../schema/wire/canonical.ts'
import { beginUpgradable, offer, packageOf } from '../fixtures/upgrade-in-memory.ts'
import { cuts, type Death, die, keyOf } from './deaths.ts'
import { type Moment, Mortal } from './mortal.ts'
import { rememberCurves } from './one-curve.ts'
import { outsideOf } from './promises.ts'
import { brokenAfterBoot, brokenAtRest, live, type UpgradeFacts } from './upgrade-life.ts'

beforeAll(rememberCurves)

const UPGRADES = [
  { name: 'to a runner that is well', fault: undefined, isHeard: true },
  { name: 'to a runner that ends at once', fault: 'start', isHeard: true },
  { name: 'to a package that dpkg does not configure', fault: 'dpkg', isHeard: true },
  { name: 'to a runner that the control plane does not hear', fault: undefined, isHeard: false },
] as const

/** Of the recoveries, one in so many dies again: which, follows from what the death has left. */
const ONE_IN = 4

/** A gateway that is about to begin an upgrade: the configuration that wants it is in force and not reported yet. */
const begin = async ({ fault, isHeard }: (typeof UPGRADES)[number]) => {
  const content = packageOf('0.2.0', fault && { fault })
  const rlyeh = await beginUpgradable()
  const { world, host } = rlyeh
  await offer(rlyeh, 3, content)
  host.delivery = { kind: 'undelivered', words: 'not yet' }
  await once(rlyeh.gateway)
  Object.defineProperty(host, 'delivery', {
    get: () =>
      isHeard || host.live.runner.installed.package.version === '0.1.0'
        ? { kind: 'taken' }
        : { kind: 'undelivered', words: 'deaf' },
  })
  world.disk.calls.sync()
  const gateway = new Mortal(rlyeh)
  const first = gateway.moment('the beginning')
  gateway.become(first)
  const facts: UpgradeFacts = {
    outside: outsideOf(first),
    from: '0.1.0',
    to: '0.2.0',
    sha256: digestOf(packageFile(content)),
    isFit: isHeard && fault === undefined,
  }
  return { gateway, facts }
}

/** A runner that is killed starts anew; a script that is killed does not; a boot that is killed begins again. */
const deathsAt = (moment: Moment): readonly Death[] => [
  { how: `${moment.program} killed`, afterwards: moment.program === 'boot' ? ['boot'] : [] },
  ...cuts(moment).map(cut => ({ ...cut, afterwards: ['boot'] as const })),
]

const seen = new Set<string>()
const isNew = (key: string): boolean => !seen.has(key) && seen.add(key).has(key)

test.each(UPGRADES)(
  'a machine that dies in an upgrade ends with one whole runner and its configuration: $name',
  async upgrade => {
    const { gateway, facts } = await begin(upgrade)
    const broken: string[] = []
    let [points, recoveries] = [0, 0]
    seen.clear()

    /** Dies at each of the moments; what follows is lived to its rest, and some of it dies in turn. */
    const dieAt = async (moments: readonly Moment[], story: string, mayDieAgain: boolean): Promise<void> => {
      for (const moment of moments)
        for (const death of deathsAt(moment)) {
          if (broken.length > 4) return
          points += 1
          await die(gateway, moment, death)
          if (death.cut === undefined && moment.program.startsWith('script')) gateway.killScript()
          const key = `${death.afterwards.join(' ')} ${keyOf(gateway.moment('dead'), mayDieAgain)}`
          if (!isNew(key)) continue
          recoveries += 1
          const told = `${story}${moment.program}, before ${moment.next}: ${death.how}`
          const isPicked = mayDieAgain && recoveries % ONE_IN === 0
          const after: Moment[] = []
          for (const program of death.afterwards) {
            after.push(...(await gateway.run(program, isPicked)))
            broken.push(...brokenAfterBoot(facts, gateway.moment('booted')).map(words => `${told}: ${words}`))
          }
          after.push(...(await live(gateway, isPicked)))
          broken.push(...brokenAtRest(facts, gateway.moment('at rest')).map(words => `${told}: ${words}`))
          if (isPicked) await dieAt(after, `${told}; then `, false)
        }
    }

    const moments = await live(gateway, true)
    expect(brokenAtRest(facts, gateway.moment('at rest'))).toEqual([])
    expect(gateway.moment('at rest').live.runner.installed.package.version).toBe(
      facts.isFit ? '0.2.0' : '0.1.0',
    )
    await dieAt(moments, '', true)
    console.log(
      `${upgrade.name}: ${moments.length} moments, ${points} deaths, ${recoveries} of them different`,
    )
    expect(broken).toEqual([])
    expect(points).toBeGreaterThan(2 * moments.length)
  },
)
