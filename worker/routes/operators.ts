import { type Context, Hono } from 'hono'
import {
  ApprovalRequest,
  AuditRequest,
  RollbackRequest,
  Status,
  TokenRequest,
} from '../../schema/control-plane.ts'
import { EXPOSITION_TYPE, expositionText } from '../../schema/wire/exposition.ts'
import { Digest } from '../../schema/wire/names.ts'
import { packagePath } from '../../schema/wire/repository-names.ts'
import { MAX_PACKAGE_BYTES } from '../../schema/wire/runner-release.ts'
import { ControlError } from '../control-error.ts'
import { answered, failure } from '../middleware/answers.ts'
import { atMost, parsed, parsedBody } from '../middleware/body.ts'
import { credentialOf, sha256Of } from '../middleware/operator.ts'
import { statusMetrics } from '../pages/metrics.ts'
import type { Ask } from '../ports/ask.ts'
import type { Answer } from '../ports/fleet.ts'
import type { RouteContext } from './context.ts'

const SMALL = atMost(4096)

/** What operators ask: `docs/protocol.md` §12; and a plan, for whoever knows its digest from a check. */
export const operatorRoutes = new Hono<RouteContext>()
  .post('/tokens', SMALL, async c => {
    const { gateway } = await parsedBody(c, TokenRequest)
    return answered(c, await asked(c, { kind: 'issue-token', gateway }), 201)
  })
  .post('/approvals', SMALL, async c => {
    const { plan } = await parsedBody(c, ApprovalRequest)
    return answered(c, await asked(c, { kind: 'approve', plan }))
  })
  .post('/pause', SMALL, async c => answered(c, await asked(c, { kind: 'pause' })))
  .post('/resume', SMALL, async c => answered(c, await asked(c, { kind: 'resume' })))
  .post('/rollback', SMALL, async c => {
    const { release } = await parsedBody(c, RollbackRequest)
    return answered(c, await asked(c, { kind: 'roll-back', release }))
  })
  .put('/packages/:sha256', atMost(MAX_PACKAGE_BYTES), async c => {
    const sha256 = Digest.safeParse(c.req.param('sha256'))
    if (!sha256.success) throw notIts('the name of a package is its SHA-256')
    const answer = await asked(c, { kind: 'admit-package', sha256: sha256.data }, sha256.data)
    if (answer.kind === 'refused') return failure(c, answer)
    const bytes = new Uint8Array(await c.req.arrayBuffer())
    if ((await sha256Of(bytes)) !== sha256.data) throw notIts('the package has another SHA-256 than its name')
    await c.var.store.put(packagePath(sha256.data), bytes, { kind: 'absent' })
    return c.json({ sha256: sha256.data, length: bytes.length }, 201)
  })
  .get('/status', async c => answered(c, await asked(c, { kind: 'status' })))
  .get('/metrics', async c => {
    const answer = await asked(c, { kind: 'status' })
    if (answer.kind === 'refused') return failure(c, answer)
    c.header('Cache-Control', 'no-store')
    return c.body(expositionText(statusMetrics(Status.parse(answer.value))), 200, {
      'Content-Type': EXPOSITION_TYPE,
    })
  })
  .get('/examination', async c => {
    const answer = await asked(c, { kind: 'examine' })
    const webhookSecret = Boolean(c.env.GITHUB_WEBHOOK_SECRET)
    const { signIn, access } = c.var.doors
    const logIn = [...(signIn ? ['github'] : []), ...(access ? ['access'] : [])]
    return answer.kind === 'refused' ? failure(c, answer) : c.json({ ...answer.value, webhookSecret, logIn })
  })
  .get('/audit', async c => {
    const { after } = parsed(c.req.query(), AuditRequest)
    return answered(c, await asked(c, { kind: 'audit', after }))
  })
  .get('/plans/:digest', async c => {
    const digest = Digest.safeParse(c.req.param('digest'))
    const text = digest.success ? await c.var.fleet.planText(digest.data) : undefined
    return text === undefined
      ? failure(c, { code: 'not-found', message: 'no such plan', hint: 'take the digest from a check' })
      : c.text(text)
  })

const asked = async (c: Context<RouteContext>, ask: Ask, body?: Digest): Promise<Answer<object>> =>
  c.var.fleet.ask(await credentialOf(c, body), ask)

const notIts = (message: string): ControlError =>
  new ControlError('malformed', message, 'publish it with cygnet runner publish')
