import type { Bundle } from '../../../schema/wire/bundle.ts'
import type { Drifted } from '../../../schema/wire/drifted.ts'
import type { Settings } from '../kernel/sysctl-text.ts'
import { visible } from '../visible.ts'
import { bounded } from './lines.ts'

/** An interface as the kernel has it. */
export interface SeenInterface {
  readonly name: string
  readonly addresses: readonly string[]
  readonly mtu: number
}

/** Settings that have another value; one that this kernel does not have is none that somebody changed. */
export const settingDrift = (wanted: Settings, seen: ReadonlyMap<string, string | undefined>): Drifted[] =>
  [...wanted].flatMap(([key, value]): Drifted[] => {
    const now = seen.get(key)
    if (now === undefined || spaced(now) === spaced(value)) return []
    return [
      { kind: 'setting', what: key, diff: bounded([`-${key} = ${value}`, `+${key} = ${visible(now)}`]) },
    ]
  })

/** The kernel separates several values by tabs. */
const spaced = (value: string): string => value.trim().split(/\s+/).join(' ')

/** Managed interfaces that are gone, lost an address or have another MTU. More addresses than wanted are somebody else's. */
export const interfaceDrift = (
  wanted: Bundle['probes']['interfaces'],
  seen: readonly SeenInterface[],
): Drifted[] =>
  wanted.flatMap((one): Drifted[] => {
    const now = seen.find(({ name }) => name === one.name)
    if (now === undefined) return [{ kind: 'interface', what: one.name, diff: ['(the interface is gone)'] }]
    const diff = [
      ...one.addresses.filter(address => !now.addresses.includes(address)).map(address => `-${address}`),
      ...(one.mtu === undefined || one.mtu === now.mtu ? [] : [`-mtu ${one.mtu}`, `+mtu ${now.mtu}`]),
    ]
    return diff.length === 0 ? [] : [{ kind: 'interface', what: one.name, diff: bounded(diff) }]
  })
