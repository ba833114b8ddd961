import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { TIMESTAMP } from '../../schema/wire/repository.ts'
import { signReport } from '../../schema/wire/signature.ts'
import { type Stack, startStack } from '../local/stack.ts'
import { approvedPull } from '../story/approved-change.ts'
import { cygnetAs } from '../story/cygnet-command.ts'
import { eventually } from '../story/narrator.ts'
import { Person } from '../story/person.ts'
import { type ReportedNetwork, reportedNetwork } from './reported-network.ts'

/** Gateways of the large network, and how many of their reports have to be taken in a minute. */
const GATEWAYS = 1000
const WANTED = GATEWAYS / 60
/** Requests on their way at the same time, and how many of each kind are sent. */
const AT_ONCE = 16
const SENT = 2000
/** Seconds between two polls of a gateway, unless a topology says otherwise. */
const EVERY = 60

interface Running {
  readonly stack: Stack
  readonly network: ReportedNetwork
  readonly admin: Person
  readonly maintainer: Person
  /** Address of the network's API. */
  readonly url: string
}

/** Reports per second into the memory of a network with a thousand gateways, and how long a merge takes to reach the repository. */
export const reportsTable = async (): Promise<string> => {
  const small = await withNetwork(2, mergeToPublished)
  const large = await withNetwork(GATEWAYS, async running => {
    const published = await mergeToPublished(running)
    const health = await perSecond(() => sent(String(new URL('/health', running.url))))
    return { published, health, reports: await reportsPerSecond(running) }
  })
  const row = (what: string, rate: number): string =>
    `| ${what} | ${rate.toFixed(0)} | ${(rate / WANTED).toFixed(1)}× |`
  return [
    `| ${SENT} requests, ${AT_ONCE} at a time | per second | of what ${GATEWAYS} gateways a minute need |`,
    '| --- | --- | --- |',
    row('`GET /health`, which asks nobody', large.health),
    row('`POST reports`: parsed, verified, written, one step of the rollout', large.reports),
    '',
    '| from the merge to the first gateway that sees it | 2 gateways | 1000 gateways |',
    '| --- | --- | --- |',
    `| control plane: webhook, compiling, signing, publishing | ${seconds(small)} | ${seconds(large.published)} |`,
    `| the gateway's own pause until it asks (\`every: ${EVERY}s\`), on average and at most | ${EVERY / 2} s, ${EVERY} s | the same |`,
    `| share that is the control plane's, on average | ${share(small)} | ${share(large.published)} |`,
  ].join('\n')
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`

const share = (milliseconds: number): string =>
  `${((100 * milliseconds) / (milliseconds + (EVERY / 2) * 1000)).toFixed(0)} %`

/** A stack whose default branch holds the network, nothing approved yet. */
const withNetwork = async <T>(count: number, work: (running: Running) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-reports-'))
  const network = reportedNetwork(count, EVERY)
  const users = [
    { login: 'herbert', role: 'admin' },
    { login: 'asenath', role: 'maintain' },
  ] as const
  const stack = await startStack({ folder: join(folder, 'stack'), network: network.name, users })
  try {
    const admin = new Person('herbert', join(folder, 'clone'), stack.forge)
    await admin.clone()
    await admin.git('switch', '-q', '-C', 'main')
    const maintainer = new Person('asenath', join(folder, 'unused'), stack.forge)
    const url = `${stack.worker.url}/v1/${network.name}`
    return await work({ stack, network, admin, maintainer, url })
  } finally {
    await stack.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Milliseconds from a merge whose plan was approved before to metadata that names it. The first commit is released so; it is the
 * largest change that there is.
 */
const mergeToPublished = async ({ stack, network, admin, maintainer, url }: Running): Promise<number> => {
  await admin.push('main', 'nothing yet', { 'README.md': 'a network\n' })
  await admin.branch('all')
  const files = { 'topology.yaml': network.topology }
  const change = { branch: 'all', title: 'every gateway', files }
  const cygnet = cygnetAs(maintainer, url)
  const pull = await approvedPull({ author: admin, maintainer, cygnet }, change)
  const bucket = await stack.bucket()
  const start = performance.now()
  await admin.merge(pull)
  await eventually('the release in the repository', async () => (await bucket.head(TIMESTAMP)) ?? undefined)
  return performance.now() - start
}

/** One request on a connection of its own, as a gateway's; the status of the answer. With a body it is a POST. */
const sent = (url: string, body?: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' }
    request(url, { method: body === undefined ? 'GET' : 'POST', headers, agent: false }, response => {
      response
        .resume()
        .on('end', () => resolve(response.statusCode ?? 0))
        .on('error', reject)
    })
      .on('error', reject)
      .end(body)
  })

/** How many of these requests were answered well in a second. Throws at the first that was not. */
const perSecond = async (send: (nth: number) => Promise<number>): Promise<number> => {
  const start = performance.now()
  let next = 0
  const sender = async (): Promise<void> => {
    for (let nth = next++; nth < SENT; nth = next++) {
      const status = await send(nth)
      if (status >= 300) throw new Error(`answered ${status}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, sender))
  return (SENT * 1000) / (performance.now() - start)
}

const Target = z.object({ gateways: z.array(z.object({ name: z.string(), bundle: z.nullable(z.string()) })) })

/** Signed beforehand: what a gateway spends is not measured here. Two rounds of every gateway that says it committed. */
const reportsPerSecond = async ({ network, admin, url }: Running): Promise<number> => {
  const answer = await fetch(`${url}/status`, { headers: { authorization: `Bearer ${admin.token}` } })
  const { gateways } = Target.parse(await answer.json())
  const bodies = Array.from({ length: SENT }, (_, nth) => {
    const { name, bundle } = gateways[nth % gateways.length] ?? { name: '', bundle: null }
    const inForce = bundle ?? '0'.repeat(64)
    const report = {
      cygnet: 1 as const,
      network: network.name,
      gateway: name,
      counter: 1 + Math.floor(nth / gateways.length),
      at: new Date().toISOString(),
      outcome: 'committed' as const,
      bundle: inForce,
      inForce,
      release: 1,
      children: [{ connection: 'star-g0001', child: 'lan-lan', state: 'up' as const }],
      runner: '0.1.0',
    }
    return JSON.stringify(signReport(report, network.seeds.get(name) ?? new Uint8Array(32)))
  })
  return perSecond(nth => sent(`${url}/reports`, bodies[nth] ?? ''))
}
