import * as z from 'zod/mini'
import { Digest } from '../../../schema/wire/names.ts'

/** The journal is refused above this many bytes. */
export const MAX_JOURNAL_BYTES = 4 * 1024 * 1024

const Time = z.iso.datetime()

/** A bundle as this gateway knows it: its digest, and the release that brought it. */
export const Released = z.object({ digest: Digest, release: z.int().check(z.minimum(1)) })

/** What worked before a change and must work after it. */
export const Before = z.object({
  /** `connection/child` of every CHILD SA that was installed. */
  up: z.array(z.string()),
  /** The IKE daemon that ran; none when there was none. */
  daemon: z.optional(z.enum(['swanctl', 'ipsec.conf'])),
  /** Those of them through which the other end's inside address answered. */
  inside: z.optional(z.array(z.string())),
  /** Whether the control plane answered. */
  answered: z.boolean(),
})

/**
 * Whose fault it is that a change is taken back. bundle: its own, as far as anybody knows. unclear: it may have been the cause
 * (a crash, a tool that did not answer). host: it cannot have been (a full disk, a clock that was set).
 */
export const Blame = z.enum(['bundle', 'unclear', 'host'])

/** Why a change is taken back, as it is reported, and whose fault that is. */
export const Verdict = z.object({ blame: Blame, code: z.string(), message: z.string() })

/**
 * A change under way. armed: the way back is laid, nothing on disk has changed yet, a reboot boots the old generation.
 * decided: the new generation is in force from the moment this is on disk; what is left is to write its files.
 */
export const Pending = z.object({
  ...Released.shape,
  phase: z.enum(['armed', 'decided']),
  /** The kernel's boot id: another one now means that live state is already the old one. */
  boot: z.string().check(z.maxLength(64)),
  /** When the timer outside the runner takes the way back. */
  until: Time,
  before: Before,
  /** A person at this gateway asked for it: what was in force is held back once this is (`cygnet-runner rollback`). */
  rollback: z.optional(z.literal(true)),
  /** When it was decided. */
  decided: z.optional(Time),
  /** Written before the way back is taken, so that whoever has to take it again knows why. */
  verdict: z.optional(Verdict),
})

/** The longest reason for a pause, in characters. */
export const MAX_REASON = 200

/** A bundle that failed here, with the release that failed and, in the words that were reported, why. */
export const KnownBad = z.object({ ...Released.shape, why: z.optional(z.string()) })

/** A bundle whose change was taken back for a reason that need not be its own: it is tried again. */
export const Interrupted = z.object({
  ...Released.shape,
  /** How many tries came to nothing, and of how many of them the bundle may have been the cause. */
  tries: z.int().check(z.minimum(1)),
  suspect: z.int().check(z.minimum(0)),
  /** When the service tries again. */
  due: Time,
  why: z.string(),
})

/** A generation that was in force, and when it was decided, where that is known. */
export const Kept = z.object({ ...Released.shape, decided: z.optional(Time) })

/** A release that is not applied yet: until the window opens, or, without a time, until somebody does something. */
export const Waiting = z.object({ ...Released.shape, until: z.optional(Time) })

/** A person's word that nothing new is applied. */
export const Paused = z.object({
  since: Time,
  reason: z.optional(z.string().check(z.maxLength(MAX_REASON))),
})

/**
 * All that the runner remembers, in one file, so that one synced rename moves it from one truth to the next. What a later runner
 * wrote and this one does not know is passed over: a gateway must be able to go back to an older runner.
 */
export const Journal = z.object({
  cygnet: z.literal(1),
  inForce: z.optional(Released),
  /** When what is in force was decided. */
  since: z.optional(Time),
  /** What was in force before and is still on this disk, the last one first. */
  earlier: z.optional(z.array(Kept).check(z.maxLength(16))),
  pending: z.optional(Pending),
  /** Bundles that failed here. */
  knownBad: z.array(KnownBad).check(z.maxLength(64)),
  /** The last bundle that did not get its chance. */
  interrupted: z.optional(Interrupted),
  /** Rolled back from here by a person: no release up to this one is applied again. */
  rolledBack: z.optional(Released),
  paused: z.optional(Paused),
  /** What the last poll was offered and could not apply yet. */
  waiting: z.optional(Waiting),
  /** The last poll was told that no release names this gateway yet. */
  unreleased: z.optional(z.literal(true)),
  /** Kernel settings as they were before cygnet first set them, by sysctl key. */
  originals: z.record(z.string(), z.string()),
  /** The last problem that was reported and still stands. */
  said: z.optional(z.string()),
})

export type Released = z.infer<typeof Released>
/** What was tried: released, or asked for by a person who goes back. */
export type Tried = Released & Pick<Pending, 'rollback'>
export type Before = z.infer<typeof Before>
export type Blame = z.infer<typeof Blame>
export type Verdict = z.infer<typeof Verdict>
export type Interrupted = z.infer<typeof Interrupted>
export type Pending = z.infer<typeof Pending>
export type Kept = z.infer<typeof Kept>
export type Waiting = z.infer<typeof Waiting>
export type Journal = z.infer<typeof Journal>

/** A gateway on which nothing has happened yet. */
export const emptyJournal: Journal = { cygnet: 1, knownBad: [], originals: {} }

/** Parses a journal's bytes. Throws when they are not one: this is the runner's own file, so that is a broken disk. */
export const readJournal = (bytes: Uint8Array | undefined): Journal => {
  if (bytes === undefined) return emptyJournal
  if (bytes.length > MAX_JOURNAL_BYTES)
    throw new RangeError('the journal is larger than any the runner writes')
  return Journal.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
}

/** The bytes of a journal. */
export const journalBytes = (journal: Journal): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(journal, undefined, 1)}\n`)
