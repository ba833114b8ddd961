import { Hono } from 'hono'
import type { Context } from '../context.ts'
import { Refusal } from '../failure.ts'
import { serveApp } from './app.ts'
import { serveChecks } from './checks.ts'
import { serveComments } from './comments.ts'
import { serveContents } from './contents.ts'
import { serveDeployments } from './deployments.ts'
import { serveGitData } from './git-data.ts'
import { servePulls } from './pulls.ts'
import { serveRepository } from './repository.ts'

const PARTS = [
  serveApp,
  serveRepository,
  serveGitData,
  serveContents,
  serveChecks,
  servePulls,
  serveComments,
  serveDeployments,
]

const DOCUMENTATION = 'https://docs.github.com/rest'

/** The part of GitHub's REST API that the forge speaks; to be mounted where Octokit's `baseUrl` points. */
export const makeApi = (context: Context): Hono => {
  const app = new Hono()
  for (const part of PARTS) part(app, context)
  app.notFound(c => {
    context.log(`the forge does not speak ${c.req.method} ${c.req.path}`)
    return c.json({ message: 'Not Found', documentation_url: DOCUMENTATION, status: '404' }, 404)
  })
  app.onError((error, c) => {
    if (!(error instanceof Refusal)) {
      context.log(`error: ${c.req.method} ${c.req.path}: ${error.message}`)
      return c.json({ message: 'Server Error', documentation_url: DOCUMENTATION, status: '500' }, 500)
    }
    const { status, message, errors } = error
    const listed = errors.length === 0 ? {} : { errors }
    return c.json({ message, ...listed, documentation_url: DOCUMENTATION, status: String(status) }, status)
  })
  return app
}
