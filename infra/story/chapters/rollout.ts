import { TIMESTAMP } from '../../../schema/wire/repository.ts'
import type { Cast } from '../cast.ts'
import { inForce, inGateway, lastWords } from '../gateway-words.ts'
import { eventually, hold, StoryError } from '../narrator.ts'

/** What a release is known by: its number, how many bundles there are since the first, and who gets a new one, wave by wave. */
export interface Expected {
  readonly release: number
  readonly bundles: number
  readonly changes?: readonly string[]
}

/** From the merge to green: signed, stored, pulled, verified, applied, committed, reported. */
export const rollout = async (
  cast: Cast,
  merged: string,
  { release, bundles, changes = ['ulthar', 'rlyeh'] }: Expected,
): Promise<void> => {
  await stored(cast, 'the bundles of the first wave are signed and stored', bundles - changes.length + 1)
  if (changes.length > 1) await watched(cast, merged)
  for (const [wave, name] of changes.entries()) {
    // A runner that is started before its gateway is told anything asks in vain, and less and less often.
    if (wave > 0) await stored(cast, 'so are those of the second', bundles)
    await inGateway(cast.lab.gateway(name), 'systemctl', 'start', 'cygnet-runner')
    await cast.say.check(`${name} polls, verifies, applies and commits release ${release}`, async () => {
      const gateway = cast.lab.gateway(name)
      const now = await eventually(`release ${release} on ${name}`, async () => {
        const committed = await inForce(gateway)
        if (committed !== undefined && committed.release >= release) return committed
        throw new StoryError(await lastWords(gateway))
      })
      return `bundle ${now.digest.slice(0, 12)} is in force`
    })
  }
  await green(cast, merged, release)
}

/** At least so many bundles in the object store, since the first release: none is ever overwritten. */
const stored = ({ say, bucket }: Cast, claim: string, least: number): Promise<void> =>
  say.check(claim, async () => {
    const objects = await eventually('the release in the object store', async () => {
      const timestamp = await bucket.get(TIMESTAMP)
      if (timestamp === null) return undefined
      const listed = await bucket.list({ prefix: 'targets/' })
      return listed.objects.length >= least ? listed.objects : undefined
    })
    return `${objects.length} bundles below targets/, named by their SHA-256`
  })

/** The page that the check leads to, while the first of the two waves goes on. */
const watched = async ({ say, stack, maintainer }: Cast, merged: string): Promise<void> => {
  await say.check('the page of the rollout shows two waves, of which the first is under way', async () => {
    const link = await eventually('the check of the rollout', async () => {
      const run = await maintainer.check(merged, 'cygnet / rollout')
      return run?.details?.includes('/rollouts/') === true ? run.details : undefined
    })
    // Its name is known to gateways only; here the Worker has a port of this machine.
    const url = new URL(new URL(link).pathname, stack.worker.url)
    const page = await (await fetch(url)).text()
    hold(
      /Wave 1[\s\S]*ulthar[\s\S]*Wave 2[\s\S]*has not begun[\s\S]*rlyeh/.test(page),
      `the page says ${page}`,
    )
    return url.href
  })
}

/** The check on the merge commit: green, with a table of gateways. */
export const green = async ({ say, maintainer }: Cast, merged: string, release: number): Promise<void> => {
  await say.check('cygnet / rollout on the merge commit is green, with a table of gateways', async () => {
    const check = await eventually('a green check', async () => {
      const run = await maintainer.check(merged, 'cygnet / rollout')
      return run?.conclusion === 'success' ? run : undefined
    })
    for (const name of ['rlyeh', 'ulthar'])
      hold(
        new RegExp(`\\| ${name} \\|[^\\n]*(runs it|committed before)`).test(check.summary),
        `the table has no ${name} that runs it: ${check.summary}`,
      )
    hold(check.title.includes(`release ${release}`), check.title)
    return check.title
  })
}
