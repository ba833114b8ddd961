import { createHash } from 'node:crypto'
import type { FilesMoment, MemoryFile, PowerCut } from '../../runner/adapters/memory/files.ts'
import type { Moment, Mortal, Program } from './mortal.ts'

/** A way to die at a moment, and the programs that run afterwards, one after the other. */
export interface Death {
  readonly how: string
  /** Undefined for a process that is killed: what it had written is in memory still, and all that is live goes on. */
  readonly cut?: PowerCut & { readonly linksKept: boolean }
  readonly afterwards: readonly Program[]
}

/** With more names than this in the air their subsets are no longer enumerated. */
const ENUMERATED = 4

/** Every way to die at a moment. A power cut may have let any of the names through that nobody had waited for. */
export const deathsAt = (moment: Moment): readonly Death[] => [...kills(moment), ...cuts(moment)]

const kills = ({ program, live }: Moment): readonly Death[] => {
  if (program === 'boot')
    return [
      { how: 'killed, and boot runs again', afterwards: ['boot', 'once'] },
      { how: 'killed, and boot runs again when the daemons have started', afterwards: ['late boot', 'once'] },
    ]
  const restarted: Death = { how: 'killed, and the service starts again', afterwards: ['once'] }
  const timer: Death = { how: 'killed, and the timer fires', afterwards: ['timer', 'once'] }
  return live.armed === undefined ? [restarted] : [restarted, timer]
}

/** Every way to lose power at a moment. */
export const cuts = ({ files, live }: Moment): readonly Death[] => {
  const names = files.unsyncedNames.length
  const links = live.enabled === live.enabledForSure ? [true] : [true, false]
  const contents = files.unsyncedFiles.size === 0 ? ['whole' as const] : (['whole', 'half', 'none'] as const)
  return subsets(names).flatMap(kept =>
    contents.flatMap(content =>
      links.map(linksKept => ({
        how: `power cut, ${kept.size} of ${names} names and of the content ${content} had reached the disk`,
        cut: { keepsName: (index: number) => kept.has(index), keepsBytes: keeping[content], linksKept },
        afterwards: ['boot', 'once'] as const,
      })),
    ),
  )
}

const keeping = {
  whole: (length: number) => length,
  half: (length: number) => Math.floor(length / 2),
  none: () => 0,
}

/** Every subset of a few names; of many, none, all, and each alone. */
const subsets = (count: number): readonly ReadonlySet<number>[] => {
  const all = Array.from({ length: count }, (_, index) => index)
  if (count > ENUMERATED) return [new Set(), new Set(all), ...all.map(index => new Set([index]))]
  return Array.from({ length: 2 ** count }, (_, bits) => new Set(all.filter(index => (bits >> index) & 1)))
}

/** Takes a gateway to what a death at a moment leaves. */
export const die = async (gateway: Mortal, moment: Moment, { cut }: Death): Promise<void> => {
  gateway.become(moment)
  if (cut === undefined) return
  gateway.calls.cutPower(cut)
  await gateway.startAnew(cut.linksKept)
}

/** What tells two moments apart for whatever runs afterwards, and, if that may lose its power, for what is left then. */
export const keyOf = ({ files, live, posted }: Moment, diesAgain: boolean): string => {
  const { credentials, sysctl, rules, connections, secrets, netplan, ...rest } = live
  const texts = [rules?.v4, rules?.v6, rules?.backend, connections, secrets, netplan]
  const text = [
    ...[...files.files].map(([path, file]) => `${path} ${idOf(file)}`).sort(),
    ...[...files.directories].sort(),
    JSON.stringify(rest),
    ...texts.map(textId),
    ...[...credentials, ...sysctl].map(String).sort(),
    ...posted.map(bytes => idOf({ bytes, mode: 0 })),
    diesAgain ? unsynced(files) : '',
  ].join('\n')
  return createHash('sha256').update(text).digest('base64')
}

const unsynced = ({ unsyncedNames, unsyncedFiles }: FilesMoment): string =>
  JSON.stringify([
    unsyncedNames.map(({ directory, names }) => [
      directory,
      names.map(name => [name.path, idOf(name.before)]),
    ]),
    [...unsyncedFiles].map(([file, durable]) => [idOf(file), idOf(durable)]),
  ])

const textIds = new Map<string | undefined, string>()

/** Few texts are live in a change, and they are long. */
const textId = (text: string | undefined): string => {
  const known = textIds.get(text) ?? idOf({ bytes: Buffer.from(text ?? 'none'), mode: 0 })
  textIds.set(text, known)
  return known
}

const ids = new WeakMap<Uint8Array, string>()

const idOf = (file: MemoryFile | 'directory' | undefined): string => {
  if (file === undefined || file === 'directory') return String(file)
  const known = ids.get(file.bytes) ?? createHash('sha256').update(file.bytes).digest('base64').slice(0, 16)
  ids.set(file.bytes, known)
  return `${file.mode} ${known}`
}
