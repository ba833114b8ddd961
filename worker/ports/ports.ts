import type { App } from './app-rights.ts'
import type { Clock } from './clock.ts'
import type { Checks, Deliveries, Deployments, People, PullRequests, SourceTree } from './forge.ts'
import type { Ledger } from './ledger.ts'
import type { Listener } from './listener.ts'
import type { ObjectStore } from './object-store.ts'
import type { Signer } from './signer.ts'

/** Everything a flow may reach for. Only the composition root knows what stands behind each. */
export interface Ports {
  /** The network whose memory this is. */
  readonly network: string
  /** Base address of this network's API, such as https://control.example.net/v1/miskatonic */
  readonly address: string
  /** Operators' public keys and for whom they speak, as the deployment sets them: `schema/operator-keys.ts`. */
  readonly operatorKeys: string
  readonly tree: SourceTree
  readonly pulls: PullRequests
  readonly checks: Checks
  readonly people: People
  readonly app: App
  readonly deployments: Deployments
  readonly deliveries: Deliveries
  readonly listener: Listener
  readonly ledger: Ledger
  readonly store: ObjectStore
  readonly signer: Signer
  readonly clock: Clock
  /** One line for whoever runs the control plane; never holds a secret. */
  readonly log: (line: string) => void
}
