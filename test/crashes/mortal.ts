import { AtomicDisk } from '../../runner/adapters/atomic-disk.ts'
import type { FilesMoment, MemoryFiles } from '../../runner/adapters/memory/files.ts'
import type { Live } from '../../runner/adapters/memory/live.ts'
import { BOOT_ID } from '../../runner/core/paths.ts'
import { boot } from '../../runner/flows/boot.ts'
import type { Gateway } from '../../runner/flows/gateway.ts'
import { once } from '../../runner/flows/once.ts'
import { rollBack } from '../../runner/flows/roll-back.ts'
import { pause, resume } from '../../runner/flows/set-pause.ts'
import { takeWayBack } from '../../runner/flows/take-way-back.ts'
import type { Lock } from '../../runner/ports/lock.ts'
import { type Rlyeh, setBoot } from '../fixtures/rlyeh-in-memory.ts'

/**
 * A program of the runner: a turn of the service, what the timer calls, what runs before the network starts (or too late for that,
 * with the turn that then follows), what a person types
 * (`now` is a turn); and, while the runner itself is between two versions, the script that installs one of them, also when its
 * timer begins it.
 */
export type Program = RunnerProgram | 'script' | 'script by timer'

type RunnerProgram = 'once' | 'timer' | 'boot' | 'late boot' | 'now' | 'rollback' | 'pause' | 'resume'

/** All that outlives a process, at one moment: what a runner that dies then leaves. Never changed afterwards. */
export interface Moment {
  readonly files: FilesMoment
  readonly live: Live
  readonly posted: readonly Uint8Array[]
  /** The program that ran, and the operation that it was about to begin; `the end` after the last. */
  readonly program: Program
  readonly next: string
}

const free: Lock = { holding: async task => ({ value: await task() }) }

const PROGRAMS: Readonly<Record<RunnerProgram, (gateway: Gateway) => Promise<unknown>>> = {
  once: gateway => once(gateway, { patient: true }),
  timer: gateway => takeWayBack(gateway, free, () => Promise.resolve()),
  boot,
  'late boot': async gateway => {
    await boot(gateway)
    await once(gateway, { patient: true })
  },
  now: gateway => once(gateway),
  rollback: gateway => rollBack(gateway, undefined),
  pause: gateway => pause(gateway, 'a storm'),
  resume,
}

/** Long enough for the timer to have fired. */
const AFTERWARDS = 100_000

/**
 * A gateway in memory that can be taken to any moment of its life. What a process knows is lost with it, and everything else
 * is in a `Moment`; so a death needs no dying: whatever comes next begins there with a new process.
 */
export class Mortal {
  /** Called before every system call that changes something; throw what the kernel would say. */
  hinder: (call: string, path: string) => void = () => undefined
  readonly #rlyeh: Rlyeh
  readonly #born: Date
  #moments: Moment[] = []
  #program: Program = 'once'
  #isWatched = false

  constructor(rlyeh: Rlyeh) {
    this.#rlyeh = rlyeh
    this.#born = rlyeh.world.now
    const { world, host } = rlyeh
    world.disk.calls.before = (call, path) => {
      this.#note(`${call} ${path}`)
      this.hinder(call, path)
    }
    host.beforeStep = act => this.#note(act)
  }

  /** Now, before an operation. */
  moment(next: string): Moment {
    const { world, host } = this.#rlyeh
    return {
      files: world.disk.calls.moment(),
      live: { ...host.live, sysctl: new Map(host.live.sysctl), runner: { ...host.live.runner } },
      posted: [...host.posted],
      program: this.#program,
      next,
    }
  }

  /** Back to a moment; the clock has gone on. */
  become({ files, live, posted, program }: Moment): void {
    const { world, host } = this.#rlyeh
    world.disk.calls.become(files)
    const { sysctl, runner, ...rest } = live
    Object.assign(host.live, rest)
    Object.assign(host.live.runner, runner)
    host.live.sysctl.clear()
    for (const [key, value] of sysctl) host.live.sysctl.set(key, value)
    host.posted.splice(0, Infinity, ...posted)
    this.#program = program
    world.now = new Date(this.#born.getTime() + AFTERWARDS)
  }

  /** Runs one program to its end, in a new process, and returns every moment at which it could have died, if that matters. */
  async run(program: Program, isWatched: boolean): Promise<readonly Moment[]> {
    const { host } = this.#rlyeh
    this.#moments = []
    this.#isWatched = isWatched
    this.#program = program
    if (program === 'timer') host.live.armed = undefined
    if (program === 'script by timer') host.upgrade.timerFires()
    if (program === 'boot' || program === 'late boot') await host.upgrade.atBoot()
    if (program === 'late boot') host.start()
    if (program === 'script' || program === 'script by timer') await host.upgrade.runScript()
    // What dpkg has replaced in part, or what ends at once, does nothing.
    else if (host.upgrade.starts) await PROGRAMS[program](this.#process())
    this.#note('the end')
    if (program === 'boot') host.start()
    return this.#moments
  }

  /** What the machine does to a gateway whose power is back: /run is empty, and the kernel has another boot id. */
  async startAnew(linksKept: boolean): Promise<void> {
    const { world, host } = this.#rlyeh
    host.powerOff(linksKept)
    for (const path of world.disk.files.keys()) if (path.startsWith('/run/')) world.disk.files.delete(path)
    await setBoot(world, `${world.disk.text(BOOT_ID)?.trim()} and again`)
    world.disk.calls.sync()
  }

  /** Ends the script that installs a runner, wherever it is. systemd begins the way back anew, the way forth not. */
  killScript(): void {
    const { runner } = this.#rlyeh.host.live
    if (runner.script === 'forth') runner.script = undefined
  }

  /** The system calls of its disk. */
  get calls(): MemoryFiles {
    return this.#rlyeh.world.disk.calls
  }

  #note(next: string): void {
    if (this.#isWatched) this.#moments.push(this.moment(next))
  }

  /** A gateway as a process that has just begun knows it. */
  #process(): Gateway {
    const { gateway, host } = this.#rlyeh
    const disk = new AtomicDisk(this.calls)
    const post: Gateway['controlPlane']['post'] = async (url, body) => {
      this.#note('post a report')
      return await host.controlPlane.post(url, body)
    }
    const { version } = host.live.runner.installed.package
    return { ...gateway, version, disk, controlPlane: { post } }
  }
}
