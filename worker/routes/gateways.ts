import { Hono } from 'hono'
import { Enrolment } from '../../schema/wire/enrolment.ts'
import { SignedReport } from '../../schema/wire/report.ts'
import { MAX_REPORT_BYTES } from '../../schema/wire/report-bounds.ts'
import { answered } from '../middleware/answers.ts'
import { atMost, parsedBody } from '../middleware/body.ts'
import type { RouteContext } from './context.ts'

/** What gateways send: reports, which carry their own signature, and enrolments, which carry a token's secret. */
export const gatewayRoutes = new Hono<RouteContext>()
  .post('/reports', atMost(MAX_REPORT_BYTES), async c => {
    const answer = await c.var.fleet.report(await parsedBody(c, SignedReport))
    return answered(c, answer.kind === 'done' ? { kind: 'done', value: { report: answer.value } } : answer)
  })
  .post('/enrolments', atMost(4096), async c =>
    answered(c, await c.var.fleet.enrol(await parsedBody(c, Enrolment)), 202),
  )
