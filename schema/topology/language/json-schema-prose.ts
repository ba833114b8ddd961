import { ACCESS_PROSE } from './prose/access.ts'
import { OPERATION_PROSE } from './prose/operation.ts'
import type { Prose } from './prose/prose.ts'
import { SITE_PROSE } from './prose/sites.ts'
import { TUNNEL_PROSE } from './prose/tunnels.ts'

/** What editors say about every key of the language. */
export const PROSE: Prose = { ...SITE_PROSE, ...TUNNEL_PROSE, ...ACCESS_PROSE, ...OPERATION_PROSE }
