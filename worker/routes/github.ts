import { verify } from '@octokit/webhooks-methods'
import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { ControlError } from '../control-error.ts'
import { atMost } from '../middleware/body.ts'
import { checkSuffix, type Network, networksIn } from '../networks.ts'
import type { Job } from '../ports/jobs.ts'
import type { RouteContext } from './context.ts'
import { concernsUs, jobsOf } from './happenings.ts'

/** Bytes of a webhook that are read; GitHub's own limit is 25 MB, those that concern us are far smaller. */
const MAX_WEBHOOK = 5 * 1024 * 1024

/** Whose repository the webhook speaks of. */
const RepositoryOf = z.object({ repository: z.object({ full_name: z.string() }) })

/**
 * `POST /github/webhook`: signature first, then the repository, then the work is written down, once per delivery and
 * network. What it takes to do the work comes after the answer. Events that ask nothing of us are not even parsed.
 */
export const gitHubRoute = new Hono<RouteContext>().post('/webhook', atMost(MAX_WEBHOOK), async c => {
  const body = await c.req.text()
  await checkSignature(c.env.GITHUB_WEBHOOK_SECRET, body, c.req.header('X-Hub-Signature-256'))
  const delivery = c.req.header('X-GitHub-Delivery') ?? ''
  if (!/^[\w-]{1,100}$/.test(delivery)) {
    throw new ControlError('malformed', 'no delivery id was sent', 'X-GitHub-Delivery names it')
  }
  const event = c.req.header('X-GitHub-Event') ?? ''
  if (!concernsUs(event)) return c.json({ delivery: 'ignored', jobs: 0 })
  const payload = json(body)
  const networks = networksOf(c, payload)
  const appId = Number(c.env.GITHUB_APP_ID)
  const wanted = networks.flatMap((network): [Network, readonly Job[]][] => {
    const suffix = checkSuffix(c.var.networks, network)
    const jobs = understood(() => jobsOf(event, payload, { appId, suffix }))
    return jobs.length === 0 ? [] : [[network, jobs]]
  })
  const told = await Promise.all(
    wanted.map(async ([network, jobs]) => {
      const seen = await c.var.partsOf(network).fleet.deliver(delivery, jobs)
      return seen === 'new' ? jobs.length : 0
    }),
  )
  const jobs = told.reduce((sum, count) => sum + count, 0)
  return c.json({ delivery: wanted.length === 0 ? 'ignored' : jobs > 0 ? 'new' : 'seen', jobs })
})

/** Every network of the repository that the webhook speaks of; none is a refusal. */
const networksOf = (c: Context<RouteContext>, payload: unknown): readonly Network[] => {
  const { repository } = understood(() => RepositoryOf.parse(payload))
  const networks = networksIn(c.var.networks, repository.full_name)
  if (networks.length > 0) return networks
  throw new ControlError(
    'wrong-repository',
    'this control plane serves other repositories',
    'install the App on those only that NETWORKS names',
  )
}

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
