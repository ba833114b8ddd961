import type { Drifted } from '../schema/wire/drifted.ts'
import { hintFor } from './core/hint.ts'
import { RollbackError } from './core/state/rollback-error.ts'
import { repair } from './flows/drift/repair.ts'
import type { Gateway } from './flows/gateway.ts'
import { IMPATIENCE, patientLock } from './flows/patient-lock.ts'
import { rollBack } from './flows/roll-back.ts'
import { pause, resume } from './flows/set-pause.ts'
import type { Lock } from './ports/lock.ts'
import type { OperatorCommand } from './read-operator.ts'

/** Seconds that a word about the future waits for a change that is being made: longer than any takes. */
const PATIENCE = 150

/** Where a command's answer and its complaints go. */
export interface Voice {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

/** Does what a person at the gateway said. Returns the exit code; throws when another runner stays at work. */
export const operate = async (
  gateway: Gateway,
  lock: Lock,
  command: OperatorCommand,
  voice: Voice,
): Promise<number> => {
  if (command.name === 'rollback') return await goBack(gateway, lock, command.wanted, voice)
  const patient = patientLock(lock, gateway.clock, PATIENCE)
  const done = await patient.holding(async () => {
    if (command.name === 'repair') return await repairHere(gateway, voice)
    voice.out(
      command.name === 'pause'
        ? pausedWords(await pause(gateway, command.reason))
        : resumedWords(await resume(gateway)),
    )
    return 0
  })
  if (done === undefined) throw new Error('another cygnet-runner is at work and does not end')
  return done.value
}

const pausedWords = ({ pending }: Awaited<ReturnType<typeof pause>>): string =>
  pending === undefined
    ? 'paused: nothing new is applied here until cygnet-runner resume\n'
    : `paused: release ${pending.release} is still finished or taken back, then nothing new is applied until cygnet-runner resume\n`

const resumedWords = (wasPaused: boolean): string =>
  wasPaused ? 'resumed: the next poll applies what is released\n' : 'nothing was paused\n'

const repairHere = async (gateway: Gateway, { out, err }: Voice): Promise<number> => {
  const { found, left, failed } = await repair(gateway)
  if (found.length === 0) out('nothing drifted: everything is as the generation in force says\n')
  for (const { kind, what } of found.filter(one => !left.some(isSame(one))))
    out(`put back: ${kind} ${what}\n`)
  if (left.length === 0) return 0
  for (const { kind, what } of left) err(`error: ${kind} ${what} is not as it should be\n`)
  if (failed !== undefined) err(`error: ${failed.code}: ${failed.message}\n`)
  err('hint: cygnet-runner doctor shows what differs\n')
  return 1
}

const isSame =
  (one: Drifted) =>
  ({ kind, what }: Drifted): boolean =>
    kind === one.kind && what === one.what

const goBack = async (
  gateway: Gateway,
  lock: Lock,
  wanted: string | undefined,
  { out, err }: Voice,
): Promise<number> => {
  try {
    const turn = await patientLock(lock, gateway.clock, IMPATIENCE).holding(() => rollBack(gateway, wanted))
    if (turn === undefined)
      throw new RollbackError(
        'under-way',
        'another cygnet-runner is at work: a change is under way',
        'try again when cygnet-runner status says that nothing is',
      )
    const { trouble, journal } = turn.value
    if (trouble !== undefined) {
      err(`error: ${trouble.code}: ${trouble.message}\n`)
      err(`hint: ${hintFor(trouble) ?? 'what was in force is in force: cygnet-runner status'}\n`)
      return 1
    }
    out(
      `release ${journal.inForce?.release} is in force; it stays until something newer than what it replaced is released\n`,
    )
    return 0
  } catch (error) {
    if (!(error instanceof RollbackError)) throw error
    err(`error: ${error.message}\nhint: ${error.hint}\n`)
    return 1
  }
}
