import type { InfluxTarget } from '../../../schema/wire/monitor.ts'

/** Where lines are posted and with which word, or why they cannot be. */
export type WriteTarget =
  | { readonly url: URL; readonly authorization: string | undefined }
  | { readonly wrong: string }

/**
 * InfluxDB 2.x where the path ends in `/api/v2/write` (with `org` and `bucket`), 1.x where it ends in `/write` (with `db`). An address without path and
 * query is a 1.x with the database `cygnet`. `secret` is the token of 2.x, `user:password` for 1.x.
 */
export const writeTarget = ({ url: text }: InfluxTarget, secret: string | undefined): WriteTarget => {
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '') return { wrong: 'its address is none' }
  if (url.pathname === '/' && url.search === '') {
    url.pathname = '/write'
    url.searchParams.set('db', 'cygnet')
  }
  const second = url.pathname.endsWith('/api/v2/write')
  if (!url.pathname.endsWith('/write'))
    return { wrong: 'its path ends neither in /write nor in /api/v2/write' }
  const missing = (second ? SECOND : FIRST).find(names => !names.some(name => url.searchParams.get(name)))
  if (missing !== undefined) return { wrong: `its address names no ${missing[0]}` }
  if (secret !== undefined && second && !/^[!-~]+$/.test(secret)) return { wrong: 'its token is none' }
  url.searchParams.set('precision', 'ms')
  return { url, authorization: secret === undefined ? undefined : authorizationOf(second, secret) }
}

/** What the query must name, each under one of these names. */
const FIRST = [['db']] as const
const SECOND = [['org', 'orgID'], ['bucket']] as const

const authorizationOf = (second: boolean, secret: string): string =>
  second ? `Token ${secret}` : `Basic ${Buffer.from(secret, 'utf8').toString('base64')}`

/** taken: it has them. refused: it never will, however often they are sent. later: it may, once something else changed. */
export type Verdict = 'taken' | 'refused' | 'later'

/** What an answer means for the lines that were sent. A wrong token, a missing database, a redirect and trouble are for somebody to mend. */
export const verdictOf = (status: number): Verdict => {
  if (status >= 200 && status < 300) return 'taken'
  return status === 400 || status === 413 || status === 422 ? 'refused' : 'later'
}

/** How long a server asks to be left alone, in seconds, at most ten minutes; 0 when it does not say (RFC 9110 §10.2.3, without dates). */
export const retryAfter = (header: string | undefined): number =>
  header !== undefined && /^\d{1,6}$/.test(header) ? Math.min(Number(header), 600) : 0
