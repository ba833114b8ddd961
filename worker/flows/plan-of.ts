import { type Bundle, bundleDigest } from '../../schema/wire/bundle.ts'
import { planMarkdown } from '../plan/markdown.ts'
import { planBetween } from '../plan/plan.ts'
import { planText } from '../plan/text.ts'
import type { StoredPlan } from '../ports/ledger.ts'
import { count } from '../rollout/words.ts'

/** What GitHub takes as the text of a check. */
const CHECK_TEXT = 65_535
/** A row of a Durable Object holds 2 MB; beyond this the full text is cut, which the last line says. */
const STORED_TEXT = 1_500_000

/** The plan between two sets of bundles, in the forms in which it is shown. Pure. */
export const storedPlan = (before: readonly Bundle[], after: readonly Bundle[], address: string): StoredPlan => {
  const plan = planBetween(before, after)
  const link = `\n\n[The whole plan](${address}/plans/${plan.digest})\n`
  const text = planText(plan)
  return {
    text: text.length <= STORED_TEXT ? text : `${text.slice(0, STORED_TEXT)}\n(cut: run cygnet plan to see all)\n`,
    markdown: `${planMarkdown(plan, CHECK_TEXT - link.length)}${link}`,
    summary: summaryOf(before, after),
  }
}

/** `nothing changes on any gateway`, or how many change, come and go. */
const summaryOf = (before: readonly Bundle[], after: readonly Bundle[]): string => {
  const digests = new Map(before.map(bundle => [bundle.gateway, bundleDigest(bundle)]))
  const names = new Set(after.map(bundle => bundle.gateway))
  const fresh = after.filter(bundle => !digests.has(bundle.gateway)).length
  const gone = before.filter(bundle => !names.has(bundle.gateway)).length
  const changed = after.filter(bundle => {
    const digest = digests.get(bundle.gateway)
    return digest !== undefined && digest !== bundleDigest(bundle)
  }).length
  const parts = [
    ...(changed > 0 ? [`${changed} of ${count(after.length, 'gateway')} change${changed === 1 ? 's' : ''}`] : []),
    ...(fresh > 0 ? [`${count(fresh, 'new gateway')}`] : []),
    ...(gone > 0 ? [`${count(gone, 'gateway')} removed`] : []),
  ]
  return parts.length === 0 ? NO_CHANGE : parts.join(', ')
}

export const NO_CHANGE = 'nothing changes on any gateway'
