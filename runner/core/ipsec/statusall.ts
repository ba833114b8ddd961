/** An IKE SA with its CHILD SAs, as the daemon lists it. */
export interface ListedSa {
  /** The name of the conn that made it. */
  readonly name: string
  readonly id: string
  /** Who the other end is: by EAP where it said so, else by its IKE identity; undefined while it has not said. */
  readonly user: string | undefined
  readonly children: readonly { readonly name: string; readonly state: string }[]
}

/** What is on either side. */
interface Ends {
  readonly local: string
  readonly remote: string
}

/** What `ipsec statusall` says of connections and SAs. */
export interface StatusAll {
  /** Every conn that is loaded. */
  readonly loaded: ReadonlySet<string>
  /** Its networks, where statusall shows them: `10.2.0.0/16` and `10.1.0.0/16`, several with a space between. */
  readonly selectors: ReadonlyMap<string, Ends>
  /** Its outside addresses, of the first of several conns that share them. */
  readonly addresses: ReadonlyMap<string, Ends>
  readonly plugins: ReadonlySet<string>
  /** Conns whose traps or pass policies are in the kernel. */
  readonly routed: ReadonlySet<string>
  readonly sas: readonly ListedSa[]
}

/** More lines than this are refused: a gateway has thousands of CHILD SAs at most. */
const MAX_LINES = 200_000

const HEADINGS: readonly (readonly [RegExp, Part])[] = [
  [/^Connections:$/, 'connections'],
  [/^Shunted Connections:$/, 'routed'],
  [/^Routed Connections:$/, 'routed'],
  [/^Security Associations \(/, 'sas'],
]
type Part = 'other' | 'connections' | 'routed' | 'sas'

const NAME = '([A-Za-z0-9][A-Za-z0-9_/-]*)'
const LOADED = new RegExp(
  `^ *${NAME}: {3}child: (?: (.*) === (.*) (?:TUNNEL|TRANSPORT|PASS|DROP|BEET)(?:,.*)?$)?`,
)
const OUTSIDE = new RegExp(`^ *${NAME}: {2}(\\S+)\\.\\.\\.(\\S+) {2}`)
/** A trap, or a policy that lets pass. */
const ROUTED = new RegExp(`^ *${NAME}(?:\\{\\d+\\}: {2}ROUTED,|: {2}\\S.* (?:PASS|DROP)$)`)
const IKE = new RegExp(`^ *${NAME}\\[(\\d+)\\]: [A-Z]+[ ,].*\\.\\.\\.[^\\[]+\\[(.*)\\]$`)
const USER = new RegExp(`^ *${NAME}\\[(\\d+)\\]: Remote EAP identity: (.*)$`)
const CHILD = new RegExp(`^ *${NAME}\\{\\d+\\}: {2}([A-Z]+), `)

/** Reads `ipsec statusall`. Lines about conns of others, whose names may be anything, are passed over. Throws a `SyntaxError`. */
export const readStatusAll = (text: string): StatusAll => {
  const lines = text.split('\n')
  if (lines.length > MAX_LINES) throw new SyntaxError('statusall: more lines than any gateway has')
  const loaded = new Set<string>()
  const selectors = new Map<string, Ends>()
  const addresses = new Map<string, Ends>()
  const routed = new Set<string>()
  const sas: Growing[] = []
  let part: Part = 'other'
  for (const line of lines) {
    const heading = HEADINGS.find(([pattern]) => pattern.test(line))
    if (heading !== undefined) part = heading[1]
    else if (part === 'connections') addLoaded(loaded, selectors, addresses, line)
    else if (part === 'routed') addMatch(routed, line, ROUTED)
    else if (part === 'sas') addSa(sas, line)
  }
  if (part !== 'sas') throw new SyntaxError('statusall: it does not come to the security associations')
  return { loaded, selectors, addresses, plugins: pluginsIn(text), routed, sas }
}

const addMatch = (to: Set<string>, line: string, pattern: RegExp): void => {
  const name = pattern.exec(line)?.[1]
  if (name !== undefined) to.add(name)
}

const addLoaded = (
  loaded: Set<string>,
  selectors: Map<string, Ends>,
  addresses: Map<string, Ends>,
  line: string,
): void => {
  const [, conn, ours, theirs] = OUTSIDE.exec(line) ?? []
  if (conn !== undefined && ours !== undefined && theirs !== undefined)
    addresses.set(conn, { local: ours, remote: theirs })
  const [, name, local, remote] = LOADED.exec(line) ?? []
  if (name === undefined) return
  loaded.add(name)
  if (local !== undefined && remote !== undefined) selectors.set(name, { local, remote })
}

const pluginsIn = (text: string): ReadonlySet<string> =>
  new Set(/^ *loaded plugins: (.*)$/m.exec(text)?.[1]?.split(' ') ?? [])

interface Growing {
  readonly name: string
  readonly id: string
  user: string | undefined
  readonly children: { readonly name: string; readonly state: string }[]
}

/** CHILD SAs follow the IKE SA that they belong to; an IKE SA has several lines. */
const addSa = (sas: Growing[], line: string): void => {
  const last = sas.at(-1)
  const [, childName, state] = CHILD.exec(line) ?? []
  if (childName !== undefined && state !== undefined) last?.children.push({ name: childName, state })
  const [, , userId, user] = USER.exec(line) ?? []
  if (last !== undefined && user !== undefined && last.id === userId) last.user = user
  const [, name, id, remote] = IKE.exec(line) ?? []
  if (name !== undefined && id !== undefined) sas.push({ name, id, user: remote, children: [] })
}
