import * as z from 'zod'
import { CommandError } from '../command-error.ts'

/** What of GitHub's answer is needed: the App, and its three secrets, which it tells this once. */
const Conversion = z.object({
  id: z.number().int().positive(),
  slug: z.string().regex(/^[a-z0-9-]{1,100}$/),
  html_url: z.url({ protocol: /^https?$/ }),
  pem: z.string().includes('PRIVATE KEY'),
  webhook_secret: z.string().min(16),
  client_id: z.string().regex(/^[\w.-]{1,100}$/),
  client_secret: z.string().min(16),
})
export type Conversion = z.infer<typeof Conversion>

const PATIENCE = 30_000

/** Exchanges the code for the App that GitHub made. Throws a `CommandError`; no secret is in its words. */
export const convert = async (api: string, code: string): Promise<Conversion> => {
  const response = await fetch(`${api}/app-manifests/${code}/conversions`, {
    method: 'POST',
    headers: { accept: 'application/vnd.github+json', 'user-agent': 'cygnet' },
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE),
  }).catch((cause: unknown) => {
    throw new CommandError(
      'control-plane',
      `${api} does not answer`,
      'look at the network, and begin anew',
      cause,
    )
  })
  const read = Conversion.safeParse(response.ok ? await response.json().catch(() => undefined) : undefined)
  if (read.success) return read.data
  throw new CommandError(
    'control-plane',
    `${api} did not say what App it made (${response.status})`,
    'a code is good once, for an hour: delete the App at GitHub if there is one, and begin anew',
  )
}
