import type { Rollout } from '../../schema/topology/operation.ts'
import type { Bundle } from '../../schema/wire/bundle.ts'
import { planMarkdown } from '../plan/markdown.ts'
import { type GatewayChange, type Plan, planBetween } from '../plan/plan.ts'
import { planText } from '../plan/text.ts'
import type { StoredPlan } from '../ports/ledger.ts'
import { count } from '../rollout/words.ts'

/** What GitHub takes as the text of a check. */
const CHECK_TEXT = 65_535
/** Characters; a row of a Durable Object holds 2 MB. Beyond this the full text is cut, which its last line says. */
const STORED_TEXT = 500_000

/** The plan between two sets of bundles, in the forms in which it is shown. `limit` is the one in force. Pure. */
export const storedPlan = (
  before: readonly Bundle[],
  after: readonly Bundle[],
  address: string,
  limit?: Rollout['limit'],
): StoredPlan => {
  const plan = planBetween(before, after, limit)
  const text = planText(plan, { colour: false })
  return {
    text: text.length <= STORED_TEXT ? text : `${text.slice(0, STORED_TEXT)}\n(cut: run cygnet plan)\n`,
    markdown: planMarkdown(plan, CHECK_TEXT, `${address}/plans/${plan.digest}`),
    summary: summaryOf(plan),
  }
}

export const NO_CHANGE = 'nothing changes on any gateway'

const WORDS: readonly (readonly [GatewayChange['kind'], string])[] = [
  ['changed', 'to change'],
  ['added', 'new'],
  ['removed', 'to let go'],
]

/** `2 gateways to change, 1 gateway new`, for a title. */
const summaryOf = ({ gateways }: Plan): string => {
  const parts = WORDS.flatMap(([kind, word]) => {
    const number = gateways.filter(change => change.kind === kind).length
    return number === 0 ? [] : [`${count(number, 'gateway')} ${word}`]
  })
  return parts.length === 0 ? NO_CHANGE : parts.join(', ')
}
