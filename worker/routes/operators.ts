import { Hono } from 'hono'
import { ApprovalRequest, TokenRequest } from '../../schema/control-plane.ts'
import { Digest } from '../../schema/wire/names.ts'
import { answered, failure } from '../middleware/answers.ts'
import { atMost, parsedBody } from '../middleware/body.ts'
import { bearer } from '../middleware/operator.ts'
import type { RouteContext } from './context.ts'

/** What operators ask, with a GitHub token of theirs; and a plan, for whoever knows its digest from a check. */
export const operatorRoutes = new Hono<RouteContext>()
  .post('/tokens', atMost(4096), async c => {
    const { gateway } = await parsedBody(c, TokenRequest)
    return answered(c, await c.var.fleet.issueToken(bearer(c), gateway), 201)
  })
  .post('/approvals', atMost(4096), async c => {
    const { plan } = await parsedBody(c, ApprovalRequest)
    return answered(c, await c.var.fleet.approve(bearer(c), plan))
  })
  .get('/status', async c => answered(c, await c.var.fleet.status(bearer(c))))
  .get('/plans/:digest', async c => {
    const digest = Digest.safeParse(c.req.param('digest'))
    const text = digest.success ? await c.var.fleet.planText(digest.data) : undefined
    return text === undefined
      ? failure(c, { code: 'not-found', message: 'no such plan', hint: 'take the digest from a check' })
      : c.text(text)
  })
