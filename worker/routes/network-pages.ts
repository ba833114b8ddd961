import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { SectionName } from '../../schema/wire/names.ts'
import { ControlError } from '../control-error.ts'
import { onError, STATUS } from '../middleware/answers.ts'
import { readerOf } from '../middleware/reader.ts'
import { sent, sentLive } from '../middleware/sent-page.ts'
import { doorPage } from '../pages/door-page.ts'
import type { Look } from '../pages/view.ts'
import { seenOf, viewPage } from '../pages/view-page.ts'
import type { RouteContext } from './context.ts'
import { beginLogin, endLogin } from './login.ts'

const Counted = z
  .string()
  .regex(/^[1-9]\d{0,14}$/)
  .transform(Number)
  .optional()

/** Pages for people who may read the repository. They are asked for and never sent to: nothing can be changed from here. */
export const networkPages = new Hono<RouteContext>()
  .use('/:network/*', async (c, next) => {
    const network = c.var.networks.find(one => one.network === c.req.param('network'))
    if (network === undefined) return c.notFound()
    c.set('fleet', c.var.partsOf(network).fleet)
    return next()
  })
  .get('/:network/login', c => beginLogin(c, c.req.param('network')))
  .get('/:network/logout', c => {
    endLogin(c, c.req.param('network'))
    return sent(c, doorPage(c.req.param('network'), { kind: 'logged-out' }))
  })
  .get('/:network', c => shown(c, { kind: 'network' }))
  .get('/:network/gateways', c => shown(c, { kind: 'gateways', page: pageIn(c) }))
  .get('/:network/gateways/:name', c => shown(c, { kind: 'gateway', name: nameIn(c) }))
  .get('/:network/tunnels', c => shown(c, { kind: 'tunnels', page: pageIn(c), gateway: gatewayIn(c) }))
  .get('/:network/tunnels/:name', c => shown(c, { kind: 'tunnel', name: nameIn(c) }))
  .get('/:network/rollout', c => shown(c, { kind: 'rollout' }))
  .get('/:network/releases', c => shown(c, { kind: 'releases', before: beforeIn(c) }))
  .get('/:network/audit', c => shown(c, { kind: 'audit', before: beforeIn(c) }))
  .onError((error, c) => {
    if (!(error instanceof ControlError)) return onError(error, c)
    return sent(
      c,
      doorPage(c.req.param('network') ?? '', { kind: 'refused', ...wordsOf(error) }),
      STATUS[error.code],
    )
  })

const shown = async (c: Context<RouteContext>, look: Look): Promise<Response> => {
  const network = c.req.param('network') ?? ''
  const reader = await readerOf(c, network)
  if (reader === undefined) {
    const { pathname, search } = new URL(c.req.url)
    const { signIn, access } = c.var.doors
    const why =
      signIn === undefined && access === undefined
        ? ({ kind: 'no-door' } as const)
        : ({ kind: 'log-in', to: `${pathname}${search}` } as const)
    return sent(c, doorPage(network, why), 401)
  }
  const answer = await c.var.fleet.look(reader, look)
  if (answer.kind === 'refused')
    return sent(c, doorPage(network, { kind: 'refused', ...wordsOf(answer) }), STATUS[answer.code])
  const login = reader.kind === 'login' ? reader.person.login : undefined
  return sentLive(c, seenOf(answer.value).body, () => viewPage(answer.value, login))
}

const wordsOf = ({ message, hint }: { readonly message: string; readonly hint: string }) => ({
  message,
  hint,
})

const nameIn = (c: Context<RouteContext>): string => named(c.req.param('name'))

/** Whose tunnels are asked for. */
const gatewayIn = (c: Context<RouteContext>): string | undefined => {
  const asked = c.req.query('gateway')
  return asked === undefined ? undefined : named(asked)
}

const named = (word: string | undefined): string => {
  const name = SectionName.safeParse(word)
  if (name.success) return name.data
  throw new ControlError('not-found', 'the network has nothing of that name', 'take the address from a list')
}

/** What is no number is asked for as nothing. */
const beforeIn = (c: Context<RouteContext>): number | undefined =>
  Counted.safeParse(c.req.query('before')).data

const pageIn = (c: Context<RouteContext>): number => Counted.safeParse(c.req.query('page')).data ?? 1
