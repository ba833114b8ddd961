import type { Place } from '../../../schema/problem.ts'
import { formatDuration } from '../../../schema/topology/grammar/duration.ts'
import type { AccessDraft } from '../draft/draft.ts'
import { Block } from './block.ts'

/** Where the files and secrets of an access ended up. */
export interface AccessFiles {
  readonly certificate: string
  readonly authority: string | undefined
  /** Names of secrets that differ from their users'. */
  readonly secrets: ReadonlyMap<string, string>
}

/** A client-to-site access as it stands in the topology. */
export const accessBlock = (
  gateway: string,
  draft: AccessDraft,
  { certificate, authority, secrets }: AccessFiles,
  cite: (place: Place) => string,
): Block => {
  const some = (key: string, value: unknown) => (value === undefined ? undefined : { key, value })
  const list = (values: readonly string[]) => (values.length === 0 ? undefined : values)
  return new Block([
    { key: 'gateway', value: gateway },
    { key: 'via', value: draft.via },
    { key: 'id', value: draft.id },
    { key: 'certificate', value: certificate, note: draft.certificate && cite(draft.certificate.place) },
    some('authority', authority),
    some('routes', list(draft.routes)),
    some('dns', list(draft.dns)),
    some('pool', draft.pool),
    some('dynamic', draft.dynamic),
    some('ike', list(draft.ike)),
    some('esp', list(draft.esp)),
    some('send-certificate', draft.sendCertificate),
    some('dpd', dpdOf(draft)),
    draft.users.length === 0 ? undefined : { key: 'users', value: usersBlock(draft, secrets, cite) },
  ])
}

/** Seconds; what the language does anyway, or takes for no time that anybody meant, is left to it. */
const dpdOf = ({ dpd }: AccessDraft): { readonly delay: string } | undefined =>
  dpd === undefined || dpd === 300 || dpd > 3600 ? undefined : { delay: formatDuration(dpd) }

const usersBlock = (
  { users }: AccessDraft,
  secrets: AccessFiles['secrets'],
  cite: (place: Place) => string,
): Block =>
  new Block(
    users.map(({ name, address, from }) => {
      const secret = secrets.get(name)
      const value = { address, ...(secret === undefined ? {} : { secret: `sealed/${secret}` }) }
      return { key: name, value, note: cite(from) }
    }),
  )
