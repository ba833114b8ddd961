import { Hono } from 'hono'
import { Digest } from '../../schema/wire/names.ts'
import { failure } from '../middleware/answers.ts'
import { sentLive } from '../middleware/sent-page.ts'
import { rolloutBody } from '../pages/rollout-body.ts'
import { rolloutPage } from '../pages/rollout-page.ts'
import type { RouteContext } from './context.ts'

/** A rollout for whoever knows its address from a check or a deployment, which is whoever may read the repository. */
export const pageRoutes = new Hono<RouteContext>().get('/rollouts/:page', async c => {
  const page = Digest.safeParse(c.req.param('page'))
  const release = page.success ? await c.var.fleet.releaseOf(page.data) : undefined
  if (release === undefined) {
    return failure(c, {
      code: 'not-found',
      message: 'the newest release has another plan',
      hint: 'take the address from the check of the newest commit',
    })
  }
  const now = Date.now()
  return sentLive(c, rolloutBody(release, now), () => rolloutPage(c.req.param('network') ?? '', release, now))
})
