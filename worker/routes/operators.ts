import { Hono } from 'hono'
import { ApprovalRequest, TokenRequest } from '../../schema/control-plane.ts'
import { Digest } from '../../schema/wire/names.ts'
import { packagePath } from '../../schema/wire/repository-names.ts'
import { MAX_PACKAGE_BYTES } from '../../schema/wire/runner-release.ts'
import { ControlError } from '../control-error.ts'
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
  .put('/packages/:sha256', atMost(MAX_PACKAGE_BYTES), async c => {
    const sha256 = Digest.safeParse(c.req.param('sha256'))
    if (!sha256.success) throw notIts('the name of a package is its SHA-256')
    const answer = await c.var.fleet.admitPackage(bearer(c), sha256.data)
    if (answer.kind === 'refused') return failure(c, answer)
    const bytes = new Uint8Array(await c.req.arrayBuffer())
    if ((await sha256Of(bytes)) !== sha256.data) throw notIts('the package has another SHA-256 than its name')
    await c.var.store.put(packagePath(sha256.data), bytes, { kind: 'absent' })
    return c.json({ sha256: sha256.data, length: bytes.length }, 201)
  })
  .get('/status', async c => answered(c, await c.var.fleet.status(bearer(c))))
  .get('/plans/:digest', async c => {
    const digest = Digest.safeParse(c.req.param('digest'))
    const text = digest.success ? await c.var.fleet.planText(digest.data) : undefined
    return text === undefined
      ? failure(c, { code: 'not-found', message: 'no such plan', hint: 'take the digest from a check' })
      : c.text(text)
  })

const notIts = (message: string): ControlError =>
  new ControlError('malformed', message, 'publish it with cygnet runner publish')

/** By the platform: what is tens of megabytes long takes a script too much time. */
const sha256Of = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), byte =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
