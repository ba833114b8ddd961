import { verify } from '@octokit/webhooks-methods'
import { Hono } from 'hono'
import { ControlError } from '../control-error.ts'
import { atMost } from '../middleware/body.ts'
import type { Job } from '../ports/jobs.ts'
import type { RouteContext } from './context.ts'
import { jobsOf, RepositoryOf } from './happenings.ts'

/** Bytes of a webhook that are read; GitHub's own limit is 25 MB, those that concern us are far smaller. */
const MAX_WEBHOOK = 5 * 1024 * 1024

/**
 * `POST /github/webhook`: signature first, then the repository, then the work is written down, once per delivery. What
 * it takes to do the work comes after the answer.
 */
export const gitHubRoute = new Hono<RouteContext>().post('/webhook', atMost(MAX_WEBHOOK), async c => {
  const body = await c.req.text()
  await checkSignature(c.env.GITHUB_WEBHOOK_SECRET, body, c.req.header('X-Hub-Signature-256'))
  const payload = json(body)
  const { repository } = understood(() => RepositoryOf.parse(payload))
  if (repository.full_name.toLowerCase() !== c.env.REPOSITORY.toLowerCase()) {
    throw new ControlError(
      'wrong-repository',
      'this control plane serves another repository',
      'install the App on that one only',
    )
  }
  const delivery = c.req.header('X-GitHub-Delivery') ?? ''
  if (!/^[\w-]{1,100}$/.test(delivery)) {
    throw new ControlError('malformed', 'no delivery id was sent', 'X-GitHub-Delivery names it')
  }
  const jobs = understood((): Job[] =>
    jobsOf(c.req.header('X-GitHub-Event') ?? '', payload, Number(c.env.GITHUB_APP_ID)),
  )
  const seen = await c.var.fleet.deliver(delivery, jobs)
  return c.json({ delivery: seen, jobs: seen === 'new' ? jobs.length : 0 })
})

/** Compared by WebCrypto's HMAC verification, which takes the same time wherever they differ. */
const checkSignature = async (secret: string, body: string, signature: string | undefined): Promise<void> => {
  const genuine =
    body !== '' &&
    /^sha256=[0-9a-f]{64}$/.test(signature ?? '') &&
    (await verify(secret, body, signature ?? ''))
  if (!genuine) {
    throw new ControlError(
      'bad-signature',
      'the webhook was not signed with our secret',
      'compare the App’s webhook secret',
    )
  }
}

const json = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    throw new ControlError('malformed', 'the webhook is not JSON', 'set its content type to application/json')
  }
}

const understood = <T>(work: () => T): T => {
  try {
    return work()
  } catch (cause) {
    throw new ControlError('malformed', 'the webhook is not what GitHub documents', 'look at its payload', {
      cause,
    })
  }
}
