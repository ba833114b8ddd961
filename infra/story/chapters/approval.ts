import type { Cast } from '../cast.ts'
import { eventually, hold } from '../narrator.ts'

/** The plan is shown, a stranger may not approve it, the maintainer may. Returns the merge commit. */
export const approval = async (
  { say, author, maintainer, stranger }: Cast,
  pull: number,
): Promise<string> => {
  const head = await author.git('rev-parse', 'HEAD')
  let check = 0
  let plan = ''
  await say.check('the mended change has a plan for both gateways, and a digest', async () => {
    const run = await maintainer.completed(head, 'cygnet / plan')
    hold(run.conclusion !== 'failure', `the check says ${String(run.conclusion)}: ${run.title}`)
    hold((await maintainer.buttons(head, run.id)).length > 0, 'there is no button to approve with')
    hold(run.plan !== undefined && /^[0-9a-f]{64}$/.test(run.plan), 'the check has no plan digest')
    for (const word of ['rlyeh', 'ulthar', '/etc/swanctl/conf.d/cygnet.conf', run.plan])
      hold(run.summary.includes(word), `the plan does not say ${word}`)
    check = run.id
    plan = run.plan
    return `${run.title}; ${plan.slice(0, 12)}`
  })
  await say.check(`${stranger.name}, who may only look, presses the button and is refused`, () =>
    stranger.pressInVain(head, check),
  )
  await say.check(`${author.name}, who wrote it, presses the button and is refused`, () =>
    author.pressInVain(head, check),
  )
  await say.check(`${maintainer.name} presses the button, and the plan is approved`, async () => {
    await maintainer.press(head, check)
    const run = await eventually('the approval on the check', async () => {
      const now = await maintainer.check(head, 'cygnet / plan')
      return now?.title.includes(maintainer.name) || now?.summary.includes(`pproved by ${maintainer.name}`)
        ? now
        : undefined
    })
    hold(run.plan === plan, 'another plan was approved')
    return run.title
  })
  let merged = ''
  await say.check('the pull request is merged', async () => {
    merged = await maintainer.merge(pull)
    return merged.slice(0, 8)
  })
  return merged
}
