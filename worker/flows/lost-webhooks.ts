import * as z from 'zod'
import type { FailedDelivery } from '../ports/forge.ts'
import type { Ports } from '../ports/ports.ts'
import { lookForLostPushes } from './follow-branch.ts'

/** Pull requests that are asked to be reviewed in one look. */
const PULLS_AT_ONCE = 20
/** Deliveries that are asked for again in one look, and how often each is. */
const DELIVERIES_AT_ONCE = 10
const MAX_TRIES = 3
/** Milliseconds before the second try of one delivery; each further one waits six times as long. */
const FIRST_WAIT = 10 * 60 * 1000
/** GitHub keeps deliveries this long, in milliseconds. */
const DELIVERIES_KEPT = 3 * 24 * 3600 * 1000

/** Milliseconds after which a head that nobody reviewed yet is asked about again: the tries of the first time are over. */
const ASKED_FOR = 6 * 3600 * 1000

/** The note with the heads for which a review was asked here, and when, by pull request. */
const ASKED_PULLS = 'asked-pulls'
/** The note with what was asked to be delivered again, by the delivery's id. */
const ASKED_DELIVERIES = 'asked-deliveries'

type Head = Awaited<ReturnType<Ports['pulls']['openTo']>>['heads'][number]

const AskedPulls = z.record(z.string(), z.string())
const AskedDeliveries = z.record(z.string(), z.object({ tries: z.number(), at: z.number() }))

/** Compares the default branch and the open pull requests with what was seen, and asks for the work that was missed. */
export const lookForLost = async (ports: Ports): Promise<void> => {
  await lookForLostPushes(ports)
  await lookForLostPulls(ports)
}

/** A head is asked about once: what a review makes of it is for the review's own tries, until those are over. */
const lookForLostPulls = async ({ tree, pulls, ledger, clock }: Ports): Promise<void> => {
  const { complete, heads } = await pulls.openTo(await tree.defaultBranch())
  const now = clock.now().getTime()
  ledger.together(() => {
    const asked = AskedPulls.parse(JSON.parse(ledger.notes.get(ASKED_PULLS) ?? '{}'))
    const wasAsked = ({ number, head }: Head): boolean => {
      const [of, at] = asked[number]?.split(' ') ?? []
      return of === head && Math.abs(now - Number(at ?? 0)) < ASKED_FOR
    }
    const missed = heads.filter(one => {
      const known = ledger.pulls.get(one.number)
      return (known?.head !== one.head || !known.open) && !wasAsked(one)
    })
    const some = missed.slice(0, PULLS_AT_ONCE)
    const open = new Set(heads.map(({ number }) => number))
    const gone = complete ? ledger.pulls.open().filter(({ number }) => !open.has(number)) : []
    for (const { number } of [...some, ...gone.slice(0, PULLS_AT_ONCE)]) {
      ledger.jobs.ask(`pull:${number}:`, { kind: 'review-pull', number })
    }
    const kept = heads.filter(wasAsked).map(({ number }) => [number, asked[number]] as const)
    const anew = some.map(({ number, head }) => [number, `${head} ${now}`] as const)
    ledger.notes.set(ASKED_PULLS, JSON.stringify(Object.fromEntries([...kept, ...anew])))
  })
}

/**
 * Asks GitHub to send again what it could not deliver: presses of buttons are written nowhere else. Each a few times at
 * most, later and later, and what is asked for is written down first.
 */
export const redeliver = async ({ deliveries, ledger, clock }: Ports): Promise<void> => {
  const now = clock.now().getTime()
  const failed = await deliveries.failedSince(now - DELIVERIES_KEPT)
  const before = AskedDeliveries.parse(JSON.parse(ledger.notes.get(ASKED_DELIVERIES) ?? '{}'))
  const due = failed.filter(({ guid }) => isDue(before[guid], now)).slice(0, DELIVERIES_AT_ONCE)
  ledger.notes.set(ASKED_DELIVERIES, JSON.stringify(afterAsking(before, due, now)))
  for (const { id } of due) await deliveries.again(id)
}

type Asked = z.infer<typeof AskedDeliveries>

const isDue = (asked: Asked[string] | undefined, now: number): boolean =>
  asked === undefined || (asked.tries < MAX_TRIES && now >= asked.at + FIRST_WAIT * 6 ** (asked.tries - 1))

/** What is older than GitHub's own memory is forgotten. */
const afterAsking = (before: Asked, due: readonly FailedDelivery[], now: number): Asked => ({
  ...Object.fromEntries(Object.entries(before).filter(([, { at }]) => at > now - DELIVERIES_KEPT)),
  ...Object.fromEntries(due.map(({ guid }) => [guid, { tries: (before[guid]?.tries ?? 0) + 1, at: now }])),
})
