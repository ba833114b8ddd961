import type { Hono, Context as HonoContext } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Context } from '../context.ts'
import { Refusal } from '../failure.ts'
import { authenticate, type Caller } from '../identity/caller.ts'
import { misfitOfQuery, misfitOfRequest, misfitOfResponse } from '../openapi/fit.ts'
import type { OperationName } from '../openapi/spoken.ts'

/** One call of an operation, its body already held against GitHub's schema. */
export interface Call {
  readonly context: Context
  readonly caller: Caller
  readonly body: unknown
  readonly url: URL
  /** A parameter of the path, decoded. */
  param(name: string): string
  query(name: string): string | undefined
  header(name: string): string | undefined
}

export interface Answer {
  readonly status: ContentfulStatusCode
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Bytes instead of the body, for media types other than JSON. */
  readonly raw?: Uint8Array<ArrayBuffer>
}

/** Serves an operation under its name in GitHub's description, checking what comes and what goes. */
export const serve = (
  app: Hono,
  context: Context,
  name: OperationName,
  answer: (call: Call) => Answer | Promise<Answer>,
): void => {
  const [method = '', template = ''] = name.split(' ')
  app.on(method, routeOf(template), async c => {
    if (!isOurs(context, c)) return c.json({ message: 'Not Found' }, 404)
    const caller = await authenticate(context, c.req.header('authorization'))
    const body = await bodyOf(c)
    const url = new URL(c.req.url)
    const misfit = misfitOfRequest(name, body ?? {}) ?? misfitOfQuery(name, url.searchParams)
    if (misfit !== undefined) throw new Refusal(422, `Invalid request.\n\n${misfit}`)
    const result = await answer({
      context,
      caller,
      body,
      url,
      param: key => c.req.param(key) ?? '',
      query: key => c.req.query(key),
      header: key => c.req.header(key),
    })
    if (result.raw !== undefined) return c.body(result.raw, result.status, { ...result.headers })
    const wrong = misfitOfResponse(name, result.status, result.body)
    if (wrong !== undefined) throw new Error(`our answer to ${name} does not fit GitHub's schema: ${wrong}`)
    return c.json(result.body, result.status, { ...result.headers })
  })
}

/** Refs and file paths may hold slashes, written as they are or as %2F. */
const routeOf = (template: string): string =>
  template
    .replaceAll(/\{(\w+)\}/g, (_, key: string) => `:${key}`)
    .replace(/(\/ref\/:ref|\/contents\/:path)$/, '$1{.*}')

const isOurs = ({ settings }: Context, c: HonoContext): boolean => {
  const { owner, repo } = c.req.param() as Readonly<Record<string, string | undefined>>
  const { repository } = settings
  return (
    (owner === undefined && repo === undefined) || (owner === repository.owner && repo === repository.name)
  )
}

const bodyOf = async (c: HonoContext): Promise<unknown> => {
  const text = await c.req.text()
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, 'Problems parsing JSON')
  }
}

/** One page of a list, as `per_page` and `page` ask, with the `Link` header that leads to the next. */
export const onePage = <T>(
  call: Call,
  items: readonly T[],
): { items: T[]; headers: Record<string, string> } => {
  const size = Math.min(Math.max(Number.parseInt(call.query('per_page') ?? '30', 10) || 30, 1), 100)
  const page = Math.max(Number.parseInt(call.query('page') ?? '1', 10) || 1, 1)
  const next = new URL(`${call.context.addresses.base}${call.url.pathname}${call.url.search}`)
  next.searchParams.set('page', String(page + 1))
  const more = items.length > page * size
  return {
    items: items.slice((page - 1) * size, page * size),
    headers: more ? { Link: `<${next.href}>; rel="next"` } : {},
  }
}
