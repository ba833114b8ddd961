import { Hono } from 'hono'
import { failure, onError } from '../middleware/answers.ts'
import { sent } from '../middleware/sent-page.ts'
import { type Network, networksOf } from '../networks.ts'
import { networksPage } from '../pages/door-page.ts'
import { baseOf } from '../pages/page.ts'
import type { Doors } from '../ports/doors.ts'
import type { NetworkParts, RouteContext } from './context.ts'
import { gatewayRoutes } from './gateways.ts'
import { gitHubRoute } from './github.ts'
import { loginRoute } from './login.ts'
import { networkPages } from './network-pages.ts'
import { operatorRoutes } from './operators.ts'
import { pageRoutes } from './pages.ts'
import { repositoryRoute } from './repository.ts'
import { revocationsRoute } from './revocations.ts'

/** Every route of the control plane; `parts` says what stands behind one network, `doors` which ways in there are for people. */
export const applicationOf = (
  parts: (environment: RouteContext['Bindings'], network: Network) => NetworkParts,
  doors: (environment: RouteContext['Bindings']) => Doors = () => ({ signIn: undefined, access: undefined }),
): Hono<RouteContext> => {
  const app = new Hono<RouteContext>()
  app.use(async (c, next) => {
    c.set('networks', networksOf(c.env.NETWORKS))
    c.set('doors', doors(c.env))
    c.set('partsOf', network => parts(c.env, network))
    await next()
    c.header('X-Content-Type-Options', 'nosniff')
  })
  app.get('/health', c => c.json({ networks: c.var.networks.map(({ network }) => network) }))
  app.route('/github', gitHubRoute)
  app.route('/login', loginRoute)
  app.route('/networks', networkPages)
  app.get('/', c => {
    const [only, ...more] = c.var.networks.map(({ network }) => network)
    return only !== undefined && more.length === 0
      ? c.redirect(baseOf(only), 303)
      : sent(c, networksPage(c.var.networks.map(({ network }) => network)))
  })
  app.use('/v1/:network/*', async (c, next) => {
    const network = c.var.networks.find(one => one.network === c.req.param('network'))
    if (network === undefined) {
      return failure(c, {
        code: 'not-found',
        message: 'no such network here',
        hint: `this one serves ${c.var.networks.map(one => one.network).join(', ')}`,
      })
    }
    const { fleet, store } = c.var.partsOf(network)
    c.set('fleet', fleet)
    c.set('store', store)
    return next()
  })
  app.route('/v1/:network/repository', repositoryRoute)
  app.route('/v1/:network/pki', revocationsRoute)
  app.route('/v1/:network', gatewayRoutes)
  app.route('/v1/:network', operatorRoutes)
  app.route('/v1/:network', pageRoutes)
  app.notFound(c =>
    failure(c, { code: 'not-found', message: 'nothing is here', hint: 'see docs/protocol.md' }),
  )
  app.onError(onError)
  return app
}
