import { planMarkdown } from '../../plan/markdown.ts'
import type { GatewayChange, Plan } from '../../plan/plan.ts'
import { planText } from '../../plan/text.ts'
import type { StoredPlan } from '../../ports/ledger.ts'
import { count } from '../../rollout/words.ts'

/** What GitHub takes as the text of a check. */
const CHECK_TEXT = 65_535
/** Characters; a row of a Durable Object holds 2 MB. Beyond this the full text is cut, which its last line says. */
const STORED_TEXT = 500_000

/** A plan in the forms in which it is shown. Pure. */
export const storedPlan = (plan: Plan, address: string): StoredPlan => {
  const text = planText(plan, { colour: false })
  return {
    text: text.length <= STORED_TEXT ? text : `${text.slice(0, STORED_TEXT)}\n(cut: run cygnet plan)\n`,
    markdown: planMarkdown(plan, CHECK_TEXT, `${address}/plans/${plan.digest}`),
    summary: summaryOf(plan),
    needed: plan.findings.some(({ code }) => code === 'blast-radius') ? 2 : 1,
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
