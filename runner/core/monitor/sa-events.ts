import { SectionName } from '../../../schema/wire/names.ts'
import type { By, Happening } from './happening.ts'

/** The events of vici that tell of SAs (strongSwan, vici README §4.3). */
export const SA_EVENTS = ['ike-updown', 'ike-rekey', 'child-updown', 'child-rekey'] as const
export type SaEvent = (typeof SA_EVENTS)[number]

/** A message of vici, whatever it holds. */
export type Told = ReadonlyMap<string, unknown>

/**
 * What an event means, heard at this time (milliseconds since 1970). An event does not say why; the tasks that charon works on
 * do: active ones are its own, passive ones answer the peer. Connections that cannot be cygnet's, and whatever is not
 * understood, are nothing.
 */
export const readSaEvent = (event: SaEvent, message: Told, at: number): readonly Happening[] =>
  sections(message).flatMap(([tunnel, sa]) => {
    if (!SectionName.safeParse(tunnel).success) return []
    const up = message.get('up') === 'yes'
    const ike = { at, tunnel, child: undefined }
    if (event === 'ike-updown') return [{ ...ike, ...(up ? { kind: 'ike-up', by: ours(sa) } : ended(sa)) }]
    if (event === 'ike-rekey')
      return [{ ...ike, kind: 'ike-rekey', by: doer(inside(sa, 'old'), 'IKE_REKEY') }]
    return sections(inside(sa, 'child-sas')).flatMap(([, told]): Happening[] => {
      const child = (event === 'child-rekey' ? inside(told, 'old') : told).get('name')
      if (typeof child !== 'string' || !SectionName.safeParse(child).success) return []
      if (event === 'child-rekey')
        return [{ at, tunnel, child, kind: 'child-rekey', by: doer(sa, 'CHILD_REKEY') }]
      if (up) return [{ at, tunnel, child, kind: 'child-up', by: doer(sa, 'CHILD_CREATE') }]
      // A CHILD SA that goes with its IKE SA is told by that.
      const by = doer(sa, 'CHILD_DELETE')
      return by === undefined && busy(sa) ? [] : [{ at, tunnel, child, kind: 'child-down', by }]
    })
  })

/** Why an IKE SA is gone. One that is not being deleted was given up while charon waited for an answer. */
const ended = (sa: Told): Pick<Happening, 'kind' | 'by'> => {
  if (tasks(sa, 'active').includes('IKE_REAUTH')) return { kind: 'reauthentication', by: 'us' }
  if (sa.get('state') !== 'DELETING' && tasks(sa, 'active').length > 0) return { kind: 'dpd', by: 'us' }
  return { kind: 'ike-down', by: doer(sa, 'IKE_DELETE') }
}

/** The initiator of an IKE SA is known by the SA itself. */
const ours = (sa: Told): By => (sa.get('initiator') === 'yes' ? 'us' : 'peer')

const doer = (sa: Told, task: string): By => {
  if (tasks(sa, 'active').includes(task)) return 'us'
  return tasks(sa, 'passive').includes(task) ? 'peer' : undefined
}

const busy = (sa: Told): boolean => [...tasks(sa, 'active'), ...tasks(sa, 'passive')].length > 0

const tasks = (sa: Told, kind: 'active' | 'passive'): readonly unknown[] => {
  const list = sa.get(`tasks-${kind}`)
  return Array.isArray(list) ? list : []
}

const NONE: Told = new Map()

const inside = (told: Told, name: string): Told => {
  const value = told.get(name)
  return value instanceof Map ? value : NONE
}

const sections = (told: Told): readonly (readonly [string, Told])[] =>
  [...told].flatMap(([name, value]) => (value instanceof Map ? [[name, value] as const] : []))
