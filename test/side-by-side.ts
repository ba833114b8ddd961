import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { constants, setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { COUNTED, type Counted } from './counted.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What vitest writes into a pipe has colour where this process writes to a terminal. */
const COLOUR =
  process.stdout.isTTY && process.env['NO_COLOR'] === undefined ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }

/** Projects of one vitest; those that give way take what the others leave of the machine. */
export interface Side {
  readonly projects: readonly string[]
  readonly givesWay: boolean
}

/** Runs vitest for each side at the same time, line by line on this process's output; answers what became of all tests together. */
export const sideBySide = async (sides: readonly Side[], more: readonly string[]): Promise<Counted> => {
  const folder = await mkdtemp(join(tmpdir(), 'cygnet-tests-'))
  try {
    const all = await Promise.all(
      sides.map(async (side, nth) => await runOf(side, more, join(folder, `${nth}.json`))),
    )
    const sum = (what: keyof Counted): number => all.reduce((total, one) => total + one[what], 0)
    return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const runOf = async (
  { projects, givesWay }: Side,
  more: readonly string[],
  path: string,
): Promise<Counted> => {
  const args = [
    'run',
    ...projects.map(project => `--project=${project}`),
    '--reporter=default',
    '--reporter=./test/counted.ts',
    // Whoever names files may have named none of this side.
    ...(more.length > 0 ? ['--passWithNoTests', ...more] : []),
  ]
  const child = spawn(`${root}node_modules/.bin/vitest`, args, {
    cwd: root,
    env: { ...process.env, ...COLOUR, [COUNTED]: path },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: givesWay,
  })
  const ended = once(child, 'exit')
  if (givesWay) await giveWay(child)
  for await (const line of createInterface({ input: child.stdout })) console.log(line)
  const [code] = await ended
  const counted = await countedIn(path)
  // Without a failure of a test, it is the run itself that failed.
  return code === 0 || counted.failed > 0 ? counted : { ...counted, failed: 1 }
}

/** Linux shares a machine among sessions first, and then by nice within each: so the session gives way, and with sessions not told apart, nice does. */
const giveWay = async ({ pid }: ChildProcess): Promise<void> => {
  if (pid === undefined) return
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      process.kill(-pid, signal)
      process.exit(128 + constants.signals[signal])
    })
  setPriority(pid, constants.priority.PRIORITY_LOW)
  await writeFile(`/proc/${pid}/autogroup`, '19').catch(() => undefined)
}

const countedIn = async (path: string): Promise<Counted> => {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  return text === undefined ? { passed: 0, failed: 0, skipped: 0 } : (JSON.parse(text) as Counted)
}
