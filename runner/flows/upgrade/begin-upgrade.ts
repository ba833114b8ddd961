import { packagePath } from '../../../schema/wire/repository-names.ts'
import { PACKAGE_NAME, type RunnerRelease } from '../../../schema/wire/runner-release.ts'
import { UPGRADE } from '../../core/paths.ts'
import { problem } from '../../core/problem.ts'
import { rootOf } from '../../core/trust/chain.ts'
import { readKnownTime, timeBy } from '../../core/trust/known-time.ts'
import { mustBeVouchedFor, trustPackage } from '../../core/trust/package.ts'
import { GATEWAY_POLICY } from '../../core/trust/policy.ts'
import type { TrustedPackage, WantedPackage } from '../../core/trust/trusted.ts'
import { mustBeCurrent } from '../../core/trust/verify.ts'
import { TRY_AGAIN_AFTER } from '../../core/upgrade/upgrade.ts'
import { withFailed, withStanding } from '../../core/upgrade/upgrade-journal.ts'
import {
  NEW_PACKAGE,
  OLD_PACKAGE,
  UPGRADE_SCRIPT,
  upgradeScript,
  WENT_BACK,
} from '../../core/upgrade/upgrade-script.ts'
import type { Gateway } from '../gateway.ts'
import { codeOf } from '../report/code-of.ts'
import { downloadBytes } from '../trust/download.ts'
import { TrustFolder } from '../trust/trust-folder.ts'
import { loadUpgrade, saveUpgrade } from './upgrade-file.ts'
import { takeWayBackAtBoot } from './way-back-at-boot.ts'

/** Seconds that a package may take: it comes at 128 KiB/s or so, and no poll is made meanwhile. */
const PATIENCE = 300

/** A package that is not what the bundle says, although its bytes are. It will not become so. */
class UnfitPackage extends Error {
  override readonly name = 'UnfitPackage'
}

/**
 * Fetches the package, proves it, lays the way back and begins the installation, which ends this process. What goes wrong
 * before that changes nothing, and is noted. `docs/protocol.md` §10.
 */
export const beginUpgrade = async (
  gateway: Gateway,
  release: RunnerRelease,
  wanted: WantedPackage,
): Promise<void> => {
  try {
    await mustHaveOperatorsBehind(gateway, release)
    await keepBoth(gateway, await fetchPackage(gateway, wanted))
  } catch (error) {
    return await giveUp(gateway, wanted, error)
  }
  await layWayBack(gateway, wanted)
  gateway.say(`runner ${wanted.version} comes in the place of ${gateway.version}`)
  await (await gateway.tools()).upgrader.install()
}

/** By the root that is trusted here, while it is good: who took the place of operators that left, an expired one cannot tell. */
const mustHaveOperatorsBehind = async (
  { disk, clock, identity }: Gateway,
  release: RunnerRelease,
): Promise<void> => {
  const folder = new TrustFolder(disk, `${identity.folder}/trust`)
  const root = rootOf(await folder.read(), GATEWAY_POLICY)
  mustBeCurrent(root, timeBy(readKnownTime(await folder.time()), clock.now()).now, 'root')
  mustBeVouchedFor(root, identity.network, release)
}

const fetchPackage = async ({ source }: Gateway, wanted: WantedPackage): Promise<TrustedPackage> => {
  const { sha256, length } = wanted.package
  return trustPackage(await downloadBytes(source, packagePath(sha256), length, PATIENCE), wanted)
}

/** Puts the new package and the one that runs now on this disk, both read by dpkg before either is needed. */
const keepBoth = async (gateway: Gateway, trusted: TrustedPackage): Promise<void> => {
  const { disk, version } = gateway
  const { ownPackage } = await gateway.tools()
  await disk.write('keep the new runner', NEW_PACKAGE, trusted.bytes, 0o600)
  await mustBe(gateway, NEW_PACKAGE, trusted.version)
  await disk.write('keep the old runner', OLD_PACKAGE, await ownPackage.repack(), 0o600)
  await mustBe(gateway, OLD_PACKAGE, version)
}

const mustBe = async (gateway: Gateway, path: string, version: string): Promise<void> => {
  const { ownPackage } = await gateway.tools()
  const found = await ownPackage.describe(path)
  const words = `${found.name} ${found.version} for ${found.architecture}`
  if (words === `${PACKAGE_NAME} ${version} for ${ownPackage.architecture}`) return
  throw path === NEW_PACKAGE
    ? new UnfitPackage(`its control file says ${words}`)
    : new Error(
        `${words} is installed here, but this runner is ${version}: the way back would lead elsewhere`,
      )
}

/** From here on an upgrade is under way. The boot takes the way back from before anything changes. */
const layWayBack = async (
  gateway: Gateway,
  { version, package: { sha256 } }: WantedPackage,
): Promise<void> => {
  const { disk, clock, settleWithin: within } = gateway
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
  await disk.remove('forget how the last upgrade went', WENT_BACK)
  await disk.write('write down the way back', UPGRADE_SCRIPT, encode(upgradeScript(UPGRADE)), 0o600)
  const until = new Date(clock.now().getTime() + within * 1000).toISOString()
  const under = { from: gateway.version, to: version, sha256, until, within }
  await saveUpgrade(disk, 'begin the upgrade', { ...(await loadUpgrade(disk)), under })
  await takeWayBackAtBoot(disk)
  await (await gateway.tools()).upgrader.arm(within)
}

/** A package that is proven unfit is not asked for again; what could not be had may come later. */
const giveUp = async (
  { disk, clock, say }: Gateway,
  { version, package: { sha256 } }: WantedPackage,
  error: unknown,
): Promise<void> => {
  const isUnfit = error instanceof UnfitPackage
  const words = error instanceof Error ? error.message : String(error)
  const code = isUnfit ? 'upgrade-refused' : codeOf('upgrade', error)
  const why = problem(code, `runner ${version} is not installed: ${words}`)
  say(`${why.code}: ${why.message}`)
  for (const path of [NEW_PACKAGE, OLD_PACKAGE]) await disk.remove('tidy up after the upgrade', path)
  const again = new Date(clock.now().getTime() + TRY_AGAIN_AFTER * 1000).toISOString()
  const failed = { sha256, version, ...why, ...(!isUnfit && { again }) }
  const known = withStanding(withFailed(await loadUpgrade(disk), failed), why)
  await saveUpgrade(disk, 'note why there is no upgrade', known)
}
