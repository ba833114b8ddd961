import type { Environment } from '../environment.ts'
import type { Fleet } from '../ports/fleet.ts'
import type { ObjectStore } from '../ports/object-store.ts'

/** What every route finds in its context. */
export interface RouteContext {
  Bindings: Environment
  Variables: { fleet: Fleet; store: ObjectStore }
}
