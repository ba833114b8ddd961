import { secretNotes } from './note.ts'
import type { End } from './tunnel-end.ts'
import { quoted } from './visible.ts'

/** What becomes of one end that was there before and still is. */
export interface EndChange {
  /** This end closes SAs that carry traffic and starts them anew. */
  readonly restarts: boolean
  /** The managed interface below it is configured anew. */
  readonly interfaceChanges: boolean
  /** Another service takes strongSwan over: what the old one had is gone while the new one starts. */
  readonly daemonChanges: boolean
  readonly why: readonly string[]
}

type Values = ReadonlyMap<string, string>

/**
 * What the daemon does with each kind of change. Over vici (`load-conn`) children alone are swapped one by one and the rest
 * stays; any other difference replaces the connection. What was replaced is undone first: an end that starts its SAs
 * closes them, an end that only traps swaps its policies and keeps the SAs that are up. The starter undoes nothing: a conn
 * that starts gets new SAs beside the old ones, which end once the new ones are up (docs/adr/0033).
 */
export const endChange = (was: End, is: End): EndChange[] => {
  if (was.daemon !== is.daemon)
    return [
      {
        restarts: true,
        interfaceChanges: false,
        daemonChanges: true,
        why: [`the daemon of ${is.gateway} changes, and every SA of the old one ends`],
      },
    ]
  const settings = changedKeys(was.settings, is.settings)
  const replaced = settings.length > 0
  const changes: EndChange[] = [
    ...(replaced ? [replacement(was, is, settings)] : []),
    ...childChanges(was, is, replaced),
    ...keyChanges(was, is),
    ...underlayChanges(was, is),
  ]
  return changes
}

const replacement = (was: End, is: End, keys: readonly string[]): EndChange => {
  const begins = [...was.children.values()].some(starts)
  const restarts = begins && closesFirst(is)
  const effect = restarts
    ? 'and this end closes the tunnel and starts it again'
    : begins
      ? 'and this end sets up a new IKE SA before the old one ends'
      : 'which counts from the next IKE SA on'
  return quiet(
    keys.map(key => `${quoted(key)} on ${is.gateway} changes, ${effect}`),
    restarts,
  )
}

/** vici closes what it replaces, the starter leaves it to the peer once the successor is up. */
const closesFirst = ({ daemon }: End): boolean => daemon === 'swanctl'

/** Only children that both had can lose packets; a connection that is replaced takes all of them with it anyway. */
const childChanges = (was: End, is: End, replaced: boolean): EndChange[] => [
  ...missing(is.children, was.children).map(name =>
    quiet([`${quoted(name)} is added, and the others stay up`]),
  ),
  ...missing(was.children, is.children).map(name => quiet([`${quoted(name)} ends, and the others stay up`])),
  ...[...is.children].flatMap(([name, values]) => {
    const old = was.children.get(name)
    const keys = old === undefined ? [] : changedKeys(old, values)
    if (old === undefined || keys.length === 0) return []
    const restarts = starts(old) && !replaced && closesFirst(is)
    const what = `${keys.map(quoted).join(', ')} of ${quoted(name)}`
    return [
      quiet(
        [
          restarts
            ? `${what} changes, and ${is.gateway} starts it again`
            : `${what} changes on ${is.gateway}`,
        ],
        restarts,
      ),
    ]
  }),
]

const keyChanges = (was: End, is: End): EndChange[] => {
  if (was.secret === undefined || is.secret === undefined) return []
  const notes = secretNotes(was.secret, is.secret)
  return notes.length > 0
    ? [
        quiet([
          ...notes.map(note => `its key changes: ${note}`),
          'the new key counts from the next authentication on',
        ]),
      ]
    : []
}

const underlayChanges = (was: End, is: End): EndChange[] => {
  if (was.underlay === undefined || is.underlay === undefined) return []
  if (JSON.stringify(was.underlay) === JSON.stringify(is.underlay)) return []
  const why = [`the interface ${quoted(is.underlay.name)} on ${is.gateway} is configured anew below it`]
  return [{ restarts: false, interfaceChanges: true, daemonChanges: false, why }]
}

const quiet = (why: readonly string[], restarts = false): EndChange => ({
  restarts,
  interfaceChanges: false,
  daemonChanges: false,
  why,
})

const starts = (child: Values): boolean => child.get('start_action')?.includes('start') ?? false

const missing = (all: ReadonlyMap<string, unknown>, from: ReadonlyMap<string, unknown>): string[] =>
  [...all.keys()].filter(name => !from.has(name))

const changedKeys = (was: Values, is: Values): string[] =>
  [...new Set([...was.keys(), ...is.keys()])].filter(key => was.get(key) !== is.get(key)).sort()
