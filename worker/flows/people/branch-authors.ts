import * as z from 'zod'
import { ForgeError } from '../../ports/forge.ts'
import type { Ledger } from '../../ports/ledger.ts'
import type { Ports } from '../../ports/ports.ts'
import { distinct, Person } from '../../rollout/person.ts'

/** The note with the last commit of the default branch that was dealt with. */
export const SEEN = 'seen-tip'
/** The note with tips at which nothing waited for anybody's word: whatever lies below them was approved, or changed nothing. */
const SETTLED = 'settled-tips'
/** The note with the authors of what came while the topology was broken: whatever mends it brings that along. */
const BROKEN = 'authors-while-broken'

/** Commits that are looked at in one go, from the tip backwards; each takes two calls. */
const MOST = 32
/** Settled tips that are remembered: a push by force goes back behind the newest. */
const REMEMBERED = 64

const Commits = z.array(z.string())
const People = z.array(Person)

/** What a webhook said of a push: it speaks for that commit only. */
export interface Push {
  readonly sender?: Person | undefined
  readonly commit?: string | undefined
}

/**
 * Who wrote what came to the default branch since it was dealt with last, and what was pushed: a push, a merge queue or a minute can bring
 * several pull requests, and webhooks get lost. What came while nothing could be planned counts as well.
 */
export const authorsSince = async (ports: Ports, tip: string, push: Push): Promise<Person[]> => {
  const { commit: pushed = tip, sender } = push
  const commits = new Set([...(await commitsSince(ports, tip)), pushed])
  const authors = People.parse(JSON.parse(ports.ledger.notes.get(BROKEN) ?? '[]'))
  for (const commit of commits)
    authors.push(...(await authorsOf(ports, commit, commit === pushed ? sender : undefined)))
  return distinct(authors)
}

/** Nothing can be planned at this tip, and nobody asked to approve it: its authors are remembered. */
export const brokenBy = async (ports: Ports, tip: string, push: Push): Promise<void> =>
  ports.ledger.notes.set(BROKEN, JSON.stringify(await authorsSince(ports, tip, push)))

/** The rollout took this tip over, with its authors. Call it inside `ledger.together`. */
export const settledAt = (ledger: Ledger, tip: string): void => {
  const { waiting } = ledger.rollout()
  if (waiting === undefined) {
    const before = settledTips(ledger).filter(one => one !== tip)
    ledger.notes.set(SETTLED, JSON.stringify([tip, ...before].slice(0, REMEMBERED)))
  }
  ledger.notes.set(BROKEN, '[]')
  ledger.notes.set(SEEN, tip)
}

const settledTips = ({ notes }: Ledger): string[] => Commits.parse(JSON.parse(notes.get(SETTLED) ?? '[]'))

/** The tip, and what was on the branch before it down to what was dealt with; of a merge its first parent, which was the branch. */
const commitsSince = async ({ tree, ledger }: Ports, tip: string): Promise<readonly string[]> => {
  const seen = ledger.notes.get(SEEN)
  if (seen === undefined) return [tip]
  const known = new Set([seen, ...settledTips(ledger)])
  const commits = [tip]
  for (let at: string | undefined = tip; !known.has(at) && commits.length < MOST; ) {
    at = (await tree.commit(at)).before
    if (at === undefined || known.has(at)) break
    commits.push(at)
  }
  return commits
}

/** The authors of a commit's pull requests; without one, who pushed or committed it. */
const authorsOf = async (ports: Ports, commit: string, sender: Person | undefined): Promise<Person[]> => {
  try {
    const numbers = await ports.pulls.containing(commit)
    const authors = await Promise.all(
      numbers.map(
        async number => ports.ledger.pulls.get(number)?.authors ?? [(await ports.pulls.get(number)).author],
      ),
    )
    if (authors.length > 0) return distinct(authors.flat())
    const author = sender ?? (await ports.tree.commit(commit)).author
    return author === undefined ? [] : [author]
  } catch (error) {
    // Pushed away by force: who pushed it is all that is left of it.
    if (sender !== undefined && error instanceof ForgeError && ['not-found', 'refused'].includes(error.code))
      return [sender]
    throw error
  }
}
