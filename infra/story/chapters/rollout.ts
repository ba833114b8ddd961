import { TIMESTAMP } from '../../../schema/wire/repository.ts'
import type { Cast } from '../cast.ts'
import { inForce, inGateway, lastWords } from '../gateway-words.ts'
import { eventually, hold, StoryError } from '../narrator.ts'

/** What a release is known by: its number, how many bundles there are since the first, and who gets a new one. */
export interface Expected {
  readonly release: number
  readonly bundles: number
  readonly changes?: readonly string[]
}

/** From the merge to green: signed, stored, pulled, verified, applied, committed, reported. */
export const rollout = async (
  cast: Cast,
  merged: string,
  { release, bundles, changes = ['rlyeh', 'ulthar'] }: Expected,
): Promise<void> => {
  const { say, bucket } = cast
  await say.check('the bundles are signed and stored', async () => {
    const stored = await eventually('the release in the object store', async () => {
      const timestamp = await bucket.get(TIMESTAMP)
      if (timestamp === null) return undefined
      const { objects } = await bucket.list({ prefix: 'targets/' })
      // No bundle is ever overwritten.
      return objects.length >= bundles ? objects : undefined
    })
    return `${stored.length} bundles below targets/, named by their SHA-256`
  })
  for (const name of changes) {
    await say.check(`${name} polls, verifies, applies and commits release ${release}`, async () => {
      const gateway = cast.lab.gateway(name)
      await inGateway(gateway, 'systemctl', 'start', 'cygnet-runner')
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

/** The check on the merge commit: green, with a table of gateways. */
export const green = async ({ say, maintainer }: Cast, merged: string, release: number): Promise<void> => {
  await say.check('cygnet / rollout on the merge commit is green, with a table of gateways', async () => {
    const check = await eventually('a green check', async () => {
      const run = await maintainer.check(merged, 'cygnet / rollout')
      return run?.conclusion === 'success' ? run : undefined
    })
    for (const name of ['rlyeh', 'ulthar'])
      hold(
        new RegExp(`\\| ${name} \\|[^\\n]*committed`).test(check.summary),
        `the table has no committed ${name}: ${check.summary}`,
      )
    hold(check.title.includes(`release ${release}`), check.title)
    return check.title
  })
}
