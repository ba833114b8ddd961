import type { Gateway } from '../../../schema/topology/gateway.ts'
import type { Window } from '../../../schema/topology/operation.ts'
import type { ValidTopology } from '../../../schema/topology/topology.ts'
import type { ChangeWindow } from '../../../schema/wire/bundle.ts'
import type { RunnerRelease } from '../../../schema/wire/runner-release.ts'
import { type Connection, connectionsOf } from './connection.ts'
import { type DialIn, dialInsOf } from './dial-in.ts'
import { firewallOf } from './firewall.ts'
import { type ManagedInterface, managedInterfaces } from './interfaces.ts'
import { type Sysctl, sysctlsOf } from './kernel-settings.ts'
import { type Measuring, measuringOf } from './monitor.ts'
import { type Pass, passesOf } from './pass.ts'
import { type Probes, probesOf } from './probes.ts'
import type { Firewall } from './rule.ts'

/** A gateway that was enrolled: both its public keys are known. */
export type EnrolledGateway = Gateway & { readonly keys: NonNullable<Gateway['keys']> }

export const isEnrolled = (gateway: Gateway): gateway is EnrolledGateway => gateway.keys !== undefined

/**
 * What one gateway should be, before any file syntax: the writers turn it into files and decide nothing.
 * It knows only what concerns this gateway, so that a change elsewhere leaves its bytes alone.
 */
export interface HostConfig {
  readonly network: string
  readonly gateway: string
  readonly daemon: Gateway['daemon']
  readonly firewallBackend: Gateway['firewall']
  /** Seconds between two polls. */
  readonly every: number
  /** When it may change; undefined: always. */
  readonly window: ChangeWindow | undefined
  readonly drift: Gateway['drift']
  /** The runner that it shall run; undefined: the one that it has. */
  readonly runner: RunnerRelease | undefined
  readonly interfaces: readonly ManagedInterface[]
  readonly connections: readonly Connection[]
  readonly dialIns: readonly DialIn[]
  readonly passes: readonly Pass[]
  readonly firewall: Firewall
  readonly sysctls: readonly Sysctl[]
  readonly probes: Probes
  /** Undefined: nothing. */
  readonly measuring: Measuring | undefined
}

/** The one maker of a HostConfig: what the topology means for this gateway. */
export const hostConfigOf = (topology: ValidTopology, gateway: EnrolledGateway): HostConfig => {
  const interfaces = managedInterfaces(gateway)
  const connections = connectionsOf(topology, gateway)
  const dialIns = dialInsOf(topology, gateway)
  return {
    network: topology.network,
    gateway: gateway.name,
    daemon: gateway.daemon,
    firewallBackend: gateway.firewall,
    every: topology.rollout.every,
    window: windowOf(topology.rollout.window),
    drift: gateway.drift,
    runner: gateway.runner?.published?.runner,
    interfaces,
    connections,
    dialIns,
    passes: passesOf(gateway, connections),
    firewall: firewallOf(topology.private, gateway, connections, dialIns),
    sysctls: sysctlsOf(gateway, connections, dialIns),
    probes: probesOf(interfaces, connections),
    measuring: measuringOf(topology, gateway, connections),
  }
}

/** The same window, without the place where it was written. */
const windowOf = (window: Window | undefined): ChangeWindow | undefined =>
  window && { days: [...window.days], from: window.from, to: window.to, zone: window.zone }
