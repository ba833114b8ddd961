import type { Person } from '../rollout/person.ts'

/**
 * Somebody who wants to look at pages. login: as GitHub said when they logged in, by a session of ours; what they may see is looked up. access: whoever
 * Cloudflare Access let through, where the deployment says that those may read.
 */
export type Reader = { readonly kind: 'login'; readonly person: Person } | { readonly kind: 'access' }
