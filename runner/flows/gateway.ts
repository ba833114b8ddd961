import type { Clock } from '../ports/clock.ts'
import type { ControlPlane } from '../ports/control-plane.ts'
import type { Disk } from '../ports/disk.ts'
import type { Echo } from '../ports/echo.ts'
import type { FileMarks } from '../ports/file-marks.ts'
import type { Firewall } from '../ports/firewall.ts'
import type { Interfaces } from '../ports/interfaces.ts'
import type { Ipsec } from '../ports/ipsec.ts'
import type { Netplan } from '../ports/netplan.ts'
import type { OwnPackage } from '../ports/own-package.ts'
import type { Services } from '../ports/services.ts'
import type { Source } from '../ports/source.ts'
import type { Sysctl } from '../ports/sysctl.ts'
import type { Timer } from '../ports/timer.ts'
import type { Upgrader } from '../ports/upgrader.ts'
import type { GatewayIdentity } from './trust/refresh.ts'

/** What every poll looks at, and a change sets. */
export interface Kernel {
  readonly firewall: Firewall
  readonly sysctl: Sysctl
  readonly interfaces: Interfaces
}

/** What only a change needs beside; a poll without one never loads it. */
export interface Tools extends Kernel {
  readonly netplan: Netplan
  readonly echo: Echo
  readonly services: Services
  readonly timer: Timer
  readonly ownPackage: OwnPackage
  readonly upgrader: Upgrader
}

/** One gateway: who it is, and everything that the flows may do to it. */
export interface Gateway {
  readonly identity: GatewayIdentity
  /** Where reports go; undefined where nobody takes any. */
  readonly reports: string | undefined
  readonly disk: Disk
  readonly marks: FileMarks
  readonly clock: Clock
  readonly source: Source
  readonly controlPlane: ControlPlane
  readonly ipsec: Ipsec
  readonly kernel: () => Promise<Kernel>
  readonly tools: () => Promise<Tools>
  /** In [0, 1). */
  readonly random: () => number
  /** One line for the log; never a secret. */
  readonly say: (line: string) => void
  /** Seconds in which a new runner must have reported. */
  readonly settleWithin: number
  /** The runner's own version. */
  readonly version: string
}
