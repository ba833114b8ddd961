import { refusalLines } from './check.ts'
import type { Face, Refusal } from './face.ts'
import { escaped } from './words.ts'

/** What is known of a reviewed pull request when its check is drawn. */
export interface PlanFacts {
  readonly plan: string
  /** How much changes, in a few words. */
  readonly summary: string
  readonly nothingChanges: boolean
  /** A fork's change, and one in a merge queue, are not approved where they are. */
  readonly from: 'branch' | 'fork' | 'queue'
  readonly approvedBy: readonly string[]
  /** How many people have to. */
  readonly needed: number
  readonly refusals: readonly Refusal[]
  /** The commit of the default branch that waits for an approval: the plan holds what that changes as well. */
  readonly below?: string | undefined
}

/** The check **cygnet / plan** on a head whose topology is valid. */
export const planFace = (facts: PlanFacts): Face => {
  const { plan, summary, refusals } = facts
  const [conclusion, title, word] = verdict(facts)
  return {
    conclusion,
    title,
    summary: `${word}${belowWords(facts)}\n\nPlan digest: \`${plan}\`. An approval is for exactly these bytes.${refusalLines(refusals)}`,
    buttons: conclusion === 'neutral' && facts.from === 'branch' ? ['approve'] : [],
    plan: summary,
  }
}

const belowWords = ({ below }: PlanFacts): string =>
  below === undefined
    ? ''
    : ` Commit ${below} of the default branch waits for an approval too: what it changes is part of this plan, and starts with it.`

const verdict = (facts: PlanFacts): ['success' | 'neutral', string, string] => {
  if (facts.nothingChanges) {
    return ['success', facts.summary, 'The gateways keep what they have: nothing to approve.']
  }
  const by = facts.approvedBy.map(escaped).join(' and ')
  if (facts.approvedBy.length >= facts.needed) {
    return [
      'success',
      `approved by ${facts.approvedBy.join(' and ')}: ${facts.summary}`,
      `Approved by ${by}: the rollout starts with the merge.`,
    ]
  }
  if (facts.approvedBy.length > 0) {
    return [
      'neutral',
      `a second approval needed: ${facts.summary}`,
      `Approved by ${by}. It reaches beyond \`rollout.limit\`: a second person has to approve it before it starts.`,
    ]
  }
  return UNAPPROVED[facts.from](facts.summary)
}

const UNAPPROVED: Record<PlanFacts['from'], (summary: string) => ['neutral', string, string]> = {
  branch: summary => [
    'neutral',
    `approval needed: ${summary}`,
    'Press **Approve rollout**, or run `cygnet approve`. Without it nothing is rolled out after the merge.',
  ],
  fork: summary => [
    'neutral',
    `from a fork: ${summary}`,
    'A change from a fork is not approved here: after the merge, the check on the merge commit asks for it.',
  ],
  queue: summary => [
    'neutral',
    `not approved yet: ${summary}`,
    'Nobody has approved exactly this plan: after the merge, the check on the merge commit asks for it.',
  ],
}
