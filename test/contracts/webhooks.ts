import { createHmac } from 'node:crypto'
import { createRequire } from 'node:module'
import * as z from 'zod'
import { MemoryStore } from '../../worker/adapters/memory-store.ts'
import type { Environment } from '../../worker/environment.ts'
import type { Fleet } from '../../worker/ports/fleet.ts'
import type { Job } from '../../worker/ports/jobs.ts'
import { applicationOf } from '../../worker/routes/application.ts'

const SECRET = 'it is a secret to everybody'
/** The App that GitHub's examples of check suites and of most check runs are of. */
export const EXAMPLE_APP = 29_310

const Payload = z.looseObject({
  action: z.string().optional(),
  repository: z.looseObject({ full_name: z.string() }).optional(),
})
export type Payload = z.infer<typeof Payload>

const Examples = z.array(z.object({ name: z.string(), examples: z.array(Payload) }))

/** One webhook as GitHub would send it. */
export interface Example {
  readonly event: string
  readonly payload: Payload
}

/** Every payload of every event that GitHub publishes as an example. */
export const examples = (): readonly Example[] =>
  Examples.parse(createRequire(import.meta.url)('@octokit/webhooks-examples')).flatMap(({ name, examples }) =>
    examples.map(payload => ({ event: name, payload })),
  )

/** `pull_request.opened`, or `push`. */
export const nameOf = ({ event, payload: { action } }: Example): string =>
  action === undefined ? event : `${event}.${action}`

/** What the routes made of a webhook. */
export interface Heard {
  readonly status: number
  readonly delivery: unknown
  readonly code: string | undefined
  readonly jobs: readonly Job[]
}

const Body = z.object({
  delivery: z.string().optional(),
  error: z.object({ code: z.string() }).optional(),
})

/** Sends a webhook through the routes of a control plane that serves its repository, or the given one. */
export const send = async ({ event, payload }: Example, repository?: string): Promise<Heard> => {
  const jobs: Job[] = []
  const fleet = {
    deliver: async (_: string, asked: readonly Job[]) => {
      jobs.push(...asked)
      return await Promise.resolve('new' as const)
    },
  } satisfies Partial<Fleet> as unknown as Fleet
  const served = repository ?? payload.repository?.full_name ?? 'arkham/networks'
  const environment = {
    NETWORKS: [{ network: 'miskatonic', repository: served }],
    GITHUB_WEBHOOK_SECRET: SECRET,
    GITHUB_APP_ID: String(EXAMPLE_APP),
  } satisfies Partial<Environment> as unknown as Environment
  const body = JSON.stringify(payload)
  const answer = await applicationOf(() => ({ fleet, store: new MemoryStore() })).request(
    '/github/webhook',
    {
      method: 'POST',
      body,
      headers: {
        'Content-Type': 'application/json',
        'X-GitHub-Event': event,
        'X-GitHub-Delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
        'X-Hub-Signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
      },
    },
    environment,
  )
  const { delivery, error } = Body.parse(await answer.json())
  return { status: answer.status, delivery, code: error?.code, jobs }
}
