import { UPGRADE } from '../../runner/core/paths.ts'
import { noUpgrade } from '../../runner/core/upgrade/no-upgrade.ts'
import { readUpgrade, type UpgradeJournal } from '../../runner/core/upgrade/upgrade-journal.ts'
import { BOOT_DROP_IN } from '../../runner/core/upgrade/upgrade-script.ts'
import { reportIn } from '../fixtures/rlyeh-in-memory.ts'
import type { Moment, Mortal, Program } from './mortal.ts'
import { outsideOf } from './promises.ts'

/** More programs than these never run until a gateway rests. */
const ENOUGH = 24

/** What is known of an upgrade before anybody dies in it. */
export interface UpgradeFacts {
  /** The configuration, which no upgrade changes. */
  readonly outside: string
  readonly from: string
  readonly to: string
  readonly sha256: string
  /** Whether the new runner is fit to stay. */
  readonly isFit: boolean
}

/**
 * What a machine does by itself until nothing is under way: dpkg goes on, the service starts whichever runner is there, and the
 * timer fires once no turn brings anything new. Returns every moment at which it could have died, if that matters.
 */
export const live = async (gateway: Mortal, isWatched: boolean): Promise<readonly Moment[]> => {
  const moments: Moment[] = []
  for (let round = 0; round < ENOUGH; round++) {
    const before = gateway.moment('before a program')
    const { script, wayBackIn } = before.live.runner
    const next: Program = script === undefined ? 'once' : 'script'
    moments.push(...(await gateway.run(next, isWatched)))
    if (next === 'script' || !isSame(before, gateway.moment('after it'))) continue
    if (wayBackIn === undefined) return moments
    moments.push(...(await gateway.run('script by timer', isWatched)))
  }
  throw new Error('it never rests')
}

const isSame = (a: Moment, b: Moment): boolean =>
  JSON.stringify(a.live.runner) === JSON.stringify(b.live.runner) &&
  a.posted.length === b.posted.length &&
  a.files.files.size === b.files.files.size &&
  [...a.files.files].every(([path, file]) => b.files.files.get(path) === file)

/** What the runner remembers of upgrades. */
const upgradeIn = ({ files: { files } }: Moment): UpgradeJournal => {
  const file = files.get(`${UPGRADE}.json`)
  return file === undefined ? noUpgrade : readUpgrade(file.bytes)
}

/** The promises that a gateway at rest breaks, in words. */
export const brokenAtRest = (facts: UpgradeFacts, now: Moment): readonly string[] => {
  const { installed, script, wayBackIn } = now.live.runner
  const { version } = installed.package
  const { under, failed } = upgradeIn(now)
  const isNew = version === facts.to
  const bad = failed.some(({ sha256, code }) => sha256 === facts.sha256 && code === 'upgrade-reverted')
  const left = [...now.files.files.keys()].filter(
    path => path.startsWith(`${UPGRADE}/`) || path === BOOT_DROP_IN || /cygnet-boot.*\.new$/.test(path),
  )
  const said = now.posted.map(reportIn).at(-1)
  return [
    ...(installed.isWhole ? [] : ['neither runner is in place']),
    ...(isNew || version === facts.from ? [] : [`runner ${version} is in place`]),
    ...(isNew && !facts.isFit ? ['a runner that is not fit has settled'] : []),
    ...(isNew === !bad
      ? []
      : [`runner ${version} is in place, and the package is ${bad ? '' : 'not '}known as bad`]),
    ...(under === undefined ? [] : ['an upgrade is still under way']),
    ...(script === undefined && wayBackIn === undefined
      ? []
      : ['something still waits to replace the runner']),
    ...left.map(path => `${path} is left`),
    ...(outsideOf(now) === facts.outside ? [] : ['the configuration is another']),
    ...(said?.runner === version ? [] : [`the last report is of runner ${said?.runner}`]),
    ...((said?.problem?.code === 'upgrade-reverted') === !isNew
      ? []
      : ['the last report does not say how it went']),
  ]
}

/** After a power cut the boot has put a runner back that starts, before the network is there. */
export const brokenAfterBoot = ({ isFit, from }: UpgradeFacts, now: Moment): readonly string[] => {
  const { isWhole, package: is } = now.live.runner.installed
  const isWell = isWhole && (isFit || is.version === from || is.fault === undefined)
  return isWell ? [] : [`the boot has left runner ${is.version}${isWhole ? '' : ', half of it'}`]
}
