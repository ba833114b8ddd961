import { Hono } from 'hono'
import { failure, onError } from '../middleware/answers.ts'
import type { RouteContext } from './context.ts'
import { gatewayRoutes } from './gateways.ts'
import { gitHubRoute } from './github.ts'
import { operatorRoutes } from './operators.ts'
import { repositoryRoute } from './repository.ts'
import { revocationsRoute } from './revocations.ts'

/** Every route of the control plane; `variables` says what stands behind them for one request. */
export const applicationOf = (
  variables: (c: RouteContext['Bindings']) => RouteContext['Variables'],
): Hono<RouteContext> => {
  const app = new Hono<RouteContext>()
  app.use(async (c, next) => {
    const { fleet, store } = variables(c.env)
    c.set('fleet', fleet)
    c.set('store', store)
    await next()
    c.header('X-Content-Type-Options', 'nosniff')
  })
  app.get('/health', c => c.json({ network: c.env.NETWORK }))
  app.route('/github', gitHubRoute)
  app.use('/v1/:network/*', async (c, next) =>
    c.req.param('network') === c.env.NETWORK
      ? next()
      : failure(c, {
          code: 'not-found',
          message: 'no such network here',
          hint: `this one serves ${c.env.NETWORK}`,
        }),
  )
  app.route('/v1/:network/repository', repositoryRoute)
  app.route('/v1/:network/pki', revocationsRoute)
  app.route('/v1/:network', gatewayRoutes)
  app.route('/v1/:network', operatorRoutes)
  app.notFound(c =>
    failure(c, { code: 'not-found', message: 'nothing is here', hint: 'see docs/protocol.md' }),
  )
  app.onError(onError)
  return app
}
