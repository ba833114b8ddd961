import type { Told } from '../../worker/flows/publish/publish.ts'

/** What one role says. */
export interface Role {
  readonly digest: string
  readonly number: number
}

/** What gateways see: a repository without signatures. `changed` hears of every role that says something else. */
export class Repository {
  readonly roles = new Map<string, Role>()
  /** The highest number that each role ever had. */
  readonly highest = new Map<string, number>()
  changed: (gateway: string, before: Role | undefined, now: Role | undefined) => void = () => undefined

  tell(told: readonly Told[]): void {
    const names = new Set(told.map(({ gateway }) => gateway))
    for (const [gateway, before] of this.roles) {
      if (names.has(gateway)) continue
      this.roles.delete(gateway)
      this.changed(gateway, before, undefined)
    }
    for (const { gateway, digest, custom } of told) {
      const before = this.roles.get(gateway)
      // As the publisher has it: the same bundle is news under a higher number only.
      if (before?.digest === digest && custom.release <= before.number) continue
      const now = { digest, number: custom.release }
      this.roles.set(gateway, now)
      this.changed(gateway, before, now)
      this.highest.set(gateway, Math.max(now.number, this.highest.get(gateway) ?? 0))
    }
  }
}
