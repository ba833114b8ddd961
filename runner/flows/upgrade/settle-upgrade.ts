import { upgradeStep, wentBack } from '../../core/upgrade/upgrade.ts'
import { type Under, withFailed, withoutUnder, withStanding } from '../../core/upgrade/upgrade-journal.ts'
import {
  BOOT_DROP_IN,
  DPKG_LOG,
  DPKG_WORDS,
  NEW_PACKAGE,
  OLD_PACKAGE,
  UPGRADE_SCRIPT,
  WENT_BACK,
} from '../../core/upgrade/upgrade-script.ts'
import { loadBundle } from '../change/generations.ts'
import { loadJournal } from '../change/journal-file.ts'
import type { Gateway } from '../gateway.ts'
import { deliver, hasUndelivered, report } from '../report/report.ts'
import { loadUpgrade, saveUpgrade } from './upgrade-file.ts'
import { takeWayBackAtBoot } from './way-back-at-boot.ts'

/**
 * Takes an upgrade that is under way one step further, by the runner that comes or by the one that goes. False while it is
 * under way: until it has settled, a runner touches nothing else, so that the one before finds all as it left it.
 */
export const settleUpgrade = async (gateway: Gateway): Promise<boolean> => {
  const { under } = await loadUpgrade(gateway.disk)
  if (under === undefined) return true
  const { upgrader } = await gateway.tools()
  const next = upgradeStep(under, {
    version: gateway.version,
    canGoBack: await isThere(gateway, OLD_PACKAGE),
    wentBack: await isThere(gateway, WENT_BACK),
    isActive: await upgrader.isActive(),
  })
  if (next === 'wait') return false
  if (next === 'go-back') {
    gateway.say(`nobody finishes the upgrade to ${under.to}: ${under.from} comes back`)
    await takeWayBackAtBoot(gateway.disk)
    await upgrader.goBack()
    return false
  }
  if (next === 'rearm') {
    await takeWayBackAtBoot(gateway.disk)
    await upgrader.arm(under.within)
  }
  if (next === 'prove' || next === 'rearm') {
    if (!(await isHeard(gateway))) return false
    // The decision: the way back begins with this file.
    await gateway.disk.remove('settle the upgrade', OLD_PACKAGE)
    gateway.say(`runner ${under.to} has settled`)
  }
  if (next === 'failed') await rememberFailure(gateway, under)
  await tidy(gateway)
  return true
}

const isThere = async ({ disk }: Gateway, path: string): Promise<boolean> =>
  (await disk.read('look how the upgrade stands', path)) !== undefined

/**
 * Whether the control plane takes a report of this runner. Where nobody takes any, a runner that reads what is in force has
 * to do.
 */
const isHeard = async (gateway: Gateway): Promise<boolean> => {
  const journal = await loadJournal(gateway.disk)
  const { inForce } = journal
  if (inForce !== undefined) await loadBundle(gateway.disk, inForce.digest)
  if (gateway.reports === undefined) return true
  if (!(await hasUndelivered(gateway.disk)))
    await report(gateway, journal, { outcome: 'unchanged', about: inForce, inForce })
  return await deliver(gateway)
}

/** The old runner is back: what that says of the package is remembered, and everybody hears why. */
const rememberFailure = async (gateway: Gateway, under: Under): Promise<void> => {
  const { disk, clock } = gateway
  const known = await loadUpgrade(disk)
  const how = { word: await textOf(gateway, WENT_BACK), dpkg: await textOf(gateway, DPKG_WORDS) }
  const failed = wentBack(under, how, known, clock.now())
  const { code, message } = failed
  gateway.say(`${code}: ${message}`)
  await saveUpgrade(
    disk,
    'remember that the upgrade failed',
    withStanding(withFailed(known, failed), { code, message }),
  )
}

/** What a shell wrote, on one line. */
const textOf = async ({ disk }: Gateway, path: string): Promise<string> => {
  const bytes = await disk.read('read how the upgrade went', path)
  return new TextDecoder()
    .decode(bytes?.slice(-2000))
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
}

/** Removes all that an upgrade needs while it is under way, and its memory last; safe to repeat. */
const tidy = async (gateway: Gateway): Promise<void> => {
  const { disk } = gateway
  await disk.remove('forget the old runner', OLD_PACKAGE)
  await disk.remove('take no way back at boot', BOOT_DROP_IN)
  await (await gateway.tools()).upgrader.disarm()
  for (const path of [UPGRADE_SCRIPT, NEW_PACKAGE, DPKG_LOG, DPKG_WORDS, WENT_BACK])
    await disk.remove('tidy up after the upgrade', path)
  await saveUpgrade(disk, 'end the upgrade', withoutUnder(await loadUpgrade(disk)))
}
