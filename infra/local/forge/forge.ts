import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { Addresses } from './addresses.ts'
import { makeApi } from './api/api.ts'
import { type Context, timestamp } from './context.ts'
import { openBareRepository } from './git/bare.ts'
import { serveGit } from './git-route.ts'
import { Deliveries } from './hooks/deliveries.ts'
import { sendPush } from './hooks/events.ts'
import { makePages } from './pages/pages.ts'
import { openRecords, type Records, type User } from './records/records.ts'
import type { ForgeSettings } from './settings.ts'
import { Branches } from './work/branches.ts'
import { followPush } from './work/pulls.ts'

/** A running forge: one Git repository over HTTP, the API that Octokit speaks, webhooks, and pages for people. */
export interface Forge {
  /** Where it listens, without a slash at the end. */
  readonly url: string
  /** Octokit's `baseUrl`. */
  readonly apiUrl: string
  /** A user's token, for the API and as Git's password; throws for a user who is not in the settings. */
  token(login: string): string
  /** What a user gives to `git clone`: his name and token are in it. */
  cloneUrl(login: string): string
  /** Opens the pages as this user. */
  loginUrl(login: string): string
  /** Where webhooks go from now on; those recorded before are sent too. */
  sendWebhooksTo(url: string): void
  /** Resolves when every webhook so far was answered or given up. */
  settled(): Promise<void>
  stop(): Promise<void>
}

/** Starts a forge on 127.0.0.1; throws when the folder holds something else or the port is taken. */
export const startForge = async (settings: ForgeSettings): Promise<Forge> => {
  mkdirSync(settings.folder, { recursive: true, mode: 0o700 })
  const app = new Hono()
  const server = createAdaptorServer({ fetch: request => app.fetch(request) })
  server.listen(settings.port, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const context = makeContext(settings, settings.publicUrl ?? url)
  app.route('/api/v3', makeApi(context))
  serveGit(app, context)
  app.route('/', makePages(context))
  const token = (login: string): string => userByLogin(context.records, login).token
  return {
    url,
    apiUrl: `${url}/api/v3`,
    token,
    cloneUrl: login =>
      `http://${login}:${token(login)}@${url.slice('http://'.length)}/${context.addresses.fullName}.git`,
    loginUrl: login => `${context.addresses.base}/login?token=${token(login)}`,
    sendWebhooksTo: target => context.deliveries.sendTo(target),
    settled: () => context.deliveries.settled(),
    stop: async () => {
      server.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await context.deliveries.stop()
    },
  }
}

const makeContext = (settings: ForgeSettings, base: string): Context => {
  const now = settings.now ?? (() => new Date())
  const log = settings.log ?? (() => {})
  const records = openRecords(path.join(settings.folder, 'records'))
  const git = openBareRepository(path.join(settings.folder, 'repository.git'), settings.protectDefaultBranch)
  const { webhookSecret: secret, id: appId } = settings.app
  const context: Context = {
    settings,
    git,
    records,
    now,
    log,
    addresses: new Addresses(base, settings.repository),
    deliveries: new Deliveries({ records: records.deliveries, secret, appId, now, log }),
    branches: new Branches(git, async (changes, actor) => {
      for (const change of changes) {
        log(`${actor} pushed ${change.ref} ${change.after?.slice(0, 7) ?? '(deleted)'}`)
        await sendPush(context, change, actor)
        await followPush(context, change, actor)
      }
    }),
  }
  enrolUsers(context)
  return context
}

/** Users keep their tokens; their roles are those of the settings, and who is not in them has none. */
const enrolUsers = (context: Context): void => {
  const { records, settings } = context
  for (const user of records.users.all()) {
    const role = settings.users.find(({ login }) => login === user.login)?.role ?? 'none'
    if (role !== user.role) records.users.put(user.id, { ...user, role })
  }
  for (const { login, role } of settings.users) {
    if (records.users.all().some(user => user.login === login)) continue
    const id = records.users.nextId()
    const token = `ghp_${randomBytes(27).toString('base64url')}`
    records.users.put(id, { id, login, role, token, createdAt: timestamp(context) })
  }
}

const userByLogin = (records: Records, login: string): User => {
  const user = records.users.all().find(candidate => candidate.login === login)
  if (user === undefined) throw new Error(`the forge has no user called ${login}`)
  return user
}
