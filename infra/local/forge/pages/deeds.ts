import type { Hono, Context as HonoContext } from 'hono'
import type { Context } from '../context.ts'
import { notFound, Refusal } from '../failure.ts'
import { atLeast } from '../identity/permission.ts'
import type { User } from '../records/records.ts'
import type { Role } from '../settings.ts'
import { DEFAULT_BRANCH } from '../settings.ts'
import { pressButton, rerequest } from '../work/checks.ts'
import { mergePull, openPull } from '../work/pulls.ts'
import type { Sessions } from './session.ts'

type Form = Readonly<Record<string, string>>

/**
 * What a person does on the pages: forms with the session's cookie and token, or the same fields as JSON with
 * `Authorization: Bearer <user token>`, answered with JSON. Both come to the same functions as the API.
 */
export const serveDeeds = (app: Hono, context: Context, sessions: Sessions): void => {
  const deed = (
    path: string,
    wanted: Role,
    act: (user: User, form: Form, c: HonoContext) => Promise<string> | string,
  ) =>
    app.post(path, async c => {
      const { user, form, byCookie } = await sessions.sender(c)
      if (!atLeast(user.role, wanted)) throw new Refusal(403, `this takes the role ${wanted}`)
      const next = await act(user, form, c)
      return byCookie ? c.redirect(next, 303) : c.json({ next }, 202)
    })
  const id = (c: HonoContext): number => Number(c.req.param('id'))

  deed('/pulls', 'write', async ({ login }, form) => {
    const { head = '', title = head } = form
    const pull = await openPull(
      context,
      { title: title || head, head, base: DEFAULT_BRANCH, body: null },
      login,
    )
    return `/pulls/${pull.number}`
  })
  deed('/pulls/:id/merge', 'write', async ({ login }, form, c) => {
    await mergePull(context, id(c), { sha: form['sha'] }, login)
    return `/pulls/${id(c)}`
  })
  const press = (user: User, form: Form, c: HonoContext): string => {
    pressButton(context, id(c), form['identifier'] ?? '', user)
    return pageOfCheck(context, id(c))
  }
  deed('/checks/:id/actions', 'read', press)
  deed('/pulls/:number/checks/:id/actions', 'read', press)
  deed('/checks/:id/rerequest', 'write', (user, _, c) => {
    rerequest(context, id(c), user)
    return pageOfCheck(context, id(c))
  })
  deed('/deliveries/:id/attempts', 'maintain', (_, __, c) => {
    if (!context.deliveries.redeliver(id(c))) throw notFound()
    return '/deliveries'
  })
}

/** Back to where the check is seen best: the pull request while there is one. */
const pageOfCheck = ({ records }: Context, id: number): string => {
  const sha = records.checkRuns.get(id)?.headSha
  const pull = records.pulls.all().find(({ head, state }) => state === 'open' && head.sha === sha)
  return pull === undefined ? `/commits/${sha}` : `/pulls/${pull.number}`
}
