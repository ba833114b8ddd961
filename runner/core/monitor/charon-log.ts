import { readConnName } from '../../../schema/wire/conn-name.ts'
import type { By, Happening } from './happening.ts'

/** Most SAs that are remembered at a time; the oldest is forgotten first. */
const MOST = 8192

/**
 * `07[IKE] <rlyeh-ulthar/web|3> giving up after 5 retransmits`: thread, the IKE SA that it works on where `ike_name` is set (one
 * that has no name yet is `<3>`), words.
 */
const LINE = /^(\d{2,4})\[[A-Z]{3}\] (?:<(?:([^|>]{1,200})\|)?(\d{1,10})> )?(.{1,1000})$/

const SA = '([A-Za-z0-9][A-Za-z0-9_/-]{0,199})'
const IKE_SA = `IKE_SA ${SA}\\[(\\d{1,10})\\]`
const CHILD_SA = `CHILD_SA ${SA}\\{(\\d{1,10})\\}`

/** What is known of one IKE SA or CHILD SA by its number. */
interface Known {
  initiated?: true
  up?: true
  endedByPeer?: true
  reauthenticated?: true
}

/** One line, taken apart: whom its words are about, and which SA its thread works on. */
interface Said {
  readonly at: number
  readonly thread: string
  readonly sa: { readonly name: string; readonly id: number } | undefined
  readonly groups: readonly string[]
}

type Read = (said: Said) => readonly Happening[]

/**
 * What charon's log at level 1 tells of SAs whose conns are cygnet's (`docs/adr/0033`). A line says little by itself: numbers join
 * those of one SA, and a CHILD SA that closes is an old one when a newer one of its name is there.
 */
export class CharonLog {
  readonly #ike = new Map<number, Known>()
  readonly #children = new Map<number, Known>()
  /** The newest number of each name. */
  readonly #newest = new Map<string, number>()
  /** Threads in which the peer has just asked for a CHILD SA to be deleted. */
  readonly #asked = new Set<string>()
  #isDown = false

  /** Reads one line, without what a journal puts before it; anything may stand in it. */
  read(text: string, at: number): readonly Happening[] {
    if (text.startsWith('charon has died')) return this.#daemon('daemon-down', at)
    const [, thread = '', name, id, words] = LINE.exec(text) ?? []
    if (words === undefined) return []
    const sa = name === undefined ? undefined : { name, id: Number(id) }
    for (const [pattern, read] of this.#readers) {
      const match = pattern.exec(words)
      if (match !== null) return read({ at, thread, sa, groups: match.slice(1) })
    }
    return []
  }

  readonly #readers: readonly (readonly [RegExp, Read])[] = [
    [/^Starting IKE charon daemon /, ({ at }) => this.#daemon('daemon-up', at)],
    [/^SIG(?:TERM|INT) received, shutting down/, ({ at }) => this.#daemon('daemon-down', at)],
    [new RegExp(`^initiating ${IKE_SA} to `), said => this.#mark(this.#ike, said, 'initiated')],
    [new RegExp(`^${IKE_SA} established between `), said => this.#ikeUp('ike-up', said)],
    [new RegExp(`^${IKE_SA} rekeyed between `), said => this.#ikeUp('ike-rekey', said)],
    [new RegExp(`^reauthenticating ${IKE_SA}$`), said => this.#reauthenticates(said)],
    [new RegExp(`^received DELETE for ${IKE_SA}$`), said => this.#mark(this.#ike, said, 'endedByPeer')],
    [new RegExp(`^deleting ${IKE_SA} between `), said => this.#ikeDown(said)],
    [/^giving up after \d+ retransmits$/, said => this.#gaveUp(said)],
    [new RegExp(`^establishing ${CHILD_SA}(?: |$)`), said => this.#mark(this.#children, said, 'initiated')],
    [new RegExp(`^${CHILD_SA} established with SPIs `), said => this.#childUp('child-up', said)],
    [new RegExp(`^inbound ${CHILD_SA} established with SPIs `), said => this.#childUp('child-rekey', said)],
    [/^received DELETE for ESP CHILD_SA with SPI /, said => this.#peerAsks(said)],
    [/^CHILD_SA closed$/, said => this.#isDone(said)],
    [new RegExp(`^closing ${CHILD_SA} with SPIs `), said => this.#childDown(said)],
  ]

  /** Its end is told by itself and by the starter, which may say it twice. */
  #daemon(kind: 'daemon-up' | 'daemon-down', at: number): readonly Happening[] {
    if (kind === 'daemon-down' && this.#isDown) return []
    this.#isDown = kind === 'daemon-down'
    for (const all of [this.#ike, this.#children, this.#newest, this.#asked]) all.clear()
    return [{ at, kind, tunnel: undefined, child: undefined, by: undefined }]
  }

  #mark(all: Map<number, Known>, { groups: [, id] }: Said, what: keyof Known): readonly Happening[] {
    known(all, Number(id))[what] = true
    return []
  }

  #ikeUp(kind: 'ike-up' | 'ike-rekey', { at, groups: [name = '', id] }: Said): readonly Happening[] {
    const sa = known(this.#ike, Number(id))
    sa.up = true
    return ofTunnel(name, tunnel => {
      this.#remember(tunnel, Number(id))
      return { at, kind, tunnel, child: undefined, by: sa.initiated ? 'us' : 'peer' }
    })
  }

  #reauthenticates({ at, groups: [name = '', id] }: Said): readonly Happening[] {
    known(this.#ike, Number(id)).reauthenticated = true
    return ofTunnel(name, tunnel => ({ at, kind: 'reauthentication', tunnel, child: undefined, by: 'us' }))
  }

  /** After a rekey the old IKE SA is deleted as well, and after the end of one for re-authentication there is nothing more to say. */
  #ikeDown({ at, groups: [name = '', id] }: Said): readonly Happening[] {
    const { endedByPeer, reauthenticated } = known(this.#ike, Number(id))
    this.#ike.delete(Number(id))
    if (reauthenticated) return []
    return ofTunnel(name, tunnel =>
      this.#isOld(tunnel, Number(id))
        ? undefined
        : { at, kind: 'ike-down', tunnel, child: undefined, by: endedByPeer ? 'peer' : 'us' },
    )
  }

  /** An IKE SA that never came up cannot be lost. */
  #gaveUp({ at, sa }: Said): readonly Happening[] {
    if (sa === undefined) return []
    const { initiated, up } = known(this.#ike, sa.id)
    this.#ike.delete(sa.id)
    if (initiated && !up) return []
    return ofTunnel(sa.name, tunnel => ({ at, kind: 'dpd', tunnel, child: undefined, by: 'us' }))
  }

  #childUp(kind: 'child-up' | 'child-rekey', { at, groups: [name = '', id] }: Said): readonly Happening[] {
    const { initiated } = known(this.#children, Number(id))
    return ofChild(name, (tunnel, child) => {
      this.#remember(`${tunnel}/${child}`, Number(id))
      return { at, kind, tunnel, child, by: initiated ? 'us' : 'peer' }
    })
  }

  #peerAsks({ thread }: Said): readonly Happening[] {
    this.#asked.add(thread)
    return []
  }

  /** What a peer says when it is asked reads the same, after the CHILD SA was closed. */
  #isDone({ thread }: Said): readonly Happening[] {
    this.#asked.delete(thread)
    return []
  }

  #childDown({ at, thread, groups: [name = '', id] }: Said): readonly Happening[] {
    const by: By = this.#asked.delete(thread) ? 'peer' : 'us'
    this.#children.delete(Number(id))
    return ofChild(name, (tunnel, child) =>
      this.#isOld(`${tunnel}/${child}`, Number(id))
        ? undefined
        : { at, kind: 'child-down', tunnel, child, by },
    )
  }

  #remember(name: string, id: number): void {
    bounded(this.#newest).set(name, Math.max(id, this.#newest.get(name) ?? 0))
  }

  #isOld(name: string, id: number): boolean {
    return (this.#newest.get(name) ?? 0) > id
  }
}

const known = (all: Map<number, Known>, id: number): Known => {
  const already = all.get(id)
  if (already !== undefined) return already
  const made: Known = {}
  bounded(all).set(id, made)
  return made
}

const bounded = <K, V>(all: Map<K, V>): Map<K, V> => {
  const [oldest] = all.keys()
  if (all.size >= MOST && oldest !== undefined) all.delete(oldest)
  return all
}

const ofChild = (
  conn: string,
  made: (tunnel: string, child: string) => Happening | undefined,
): readonly Happening[] => {
  const name = readConnName(conn)
  const happening = name === undefined ? undefined : made(name.connection, name.child)
  return happening === undefined ? [] : [happening]
}

/** Of an IKE SA's name only the tunnel means anything. */
const ofTunnel = (conn: string, made: (tunnel: string) => Happening | undefined): readonly Happening[] =>
  ofChild(conn, tunnel => made(tunnel))
