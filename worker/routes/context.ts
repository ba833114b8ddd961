import type { Environment } from '../environment.ts'
import type { Network } from '../networks.ts'
import type { Doors } from '../ports/doors.ts'
import type { Fleet } from '../ports/fleet.ts'
import type { ObjectStore } from '../ports/object-store.ts'

/** What stands behind one network. */
export interface NetworkParts {
  readonly fleet: Fleet
  readonly store: ObjectStore
}

/** What every route finds in its context. Below `/v1/<network>` the parts are those of that network. */
export interface RouteContext {
  Bindings: Environment
  Variables: NetworkParts & {
    networks: readonly Network[]
    partsOf: (network: Network) => NetworkParts
    doors: Doors
  }
}
