import {
  BOOT_DROP_IN,
  DPKG_LOG,
  DPKG_WORDS,
  NEW_PACKAGE,
  OLD_PACKAGE,
  WENT_BACK,
} from '../../core/upgrade/upgrade-script.ts'
import type { Disk } from '../../ports/disk.ts'
import type { OwnPackage, PackageControl } from '../../ports/own-package.ts'
import { ToolError } from '../../ports/tool-error.ts'
import type { Upgrader } from '../../ports/upgrader.ts'
import type { Act } from './act.ts'

/** A package of the runner in memory: its file is this as JSON. */
export interface MemoryPackage extends PackageControl {
  /** dpkg unpacks it and then fails; or it is installed and its runner ends at once. */
  readonly fault?: 'dpkg' | 'start'
}

/** What of the runner itself is live, and what of it is on the disk, where dpkg has synced it. */
export interface MemoryRunner {
  /** `isWhole`: false while dpkg has replaced some of its files. */
  installed: { readonly package: MemoryPackage; readonly isWhole: boolean }
  /** What the script does, outside of any runner. */
  script: 'forth' | 'back' | undefined
  /** Seconds until a timer begins to take the way back. */
  wayBackIn: number | undefined
}

/** A file of such a package. */
export const packageFile = (content: MemoryPackage): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(content))

/** dpkg, systemd and the script of `core/upgrade/upgrade-script.ts` on a gateway in memory. */
export class MemoryUpgrade {
  readonly #disk: () => Disk
  readonly #live: MemoryRunner
  readonly #act: Act

  /** `disk` gives the files as a process that has just begun knows them. */
  constructor(disk: () => Disk, live: MemoryRunner, act: Act) {
    this.#disk = disk
    this.#live = live
    this.#act = act
  }

  readonly ownPackage: OwnPackage = {
    architecture: 'amd64',
    describe: async path => {
      const { name, version, architecture } = await this.#packageAt(path)
      return { name, version, architecture }
    },
    repack: async () => await Promise.resolve(packageFile(this.#live.installed.package)),
  }

  readonly upgrader: Upgrader = {
    arm: async seconds => await this.#set('arm the way back of the runner', { wayBackIn: seconds }),
    disarm: async () => await this.#set('disarm the way back of the runner', { wayBackIn: undefined }),
    install: async () => await this.#set('begin to install a runner', { script: 'forth' }),
    goBack: async () => await this.#set('begin to put the runner back', { script: 'back' }),
    isActive: async () =>
      await Promise.resolve(this.#live.script !== undefined || this.#live.wayBackIn !== undefined),
  }

  /** Whether the installed runner starts. */
  get starts(): boolean {
    const { installed } = this.#live
    return installed.isWhole && installed.package.fault !== 'start'
  }

  /** The time of the timer has come. */
  timerFires(): void {
    this.#live.wayBackIn = undefined
    this.#live.script ??= 'back'
  }

  /** Runs the script that was begun to its end. */
  async runScript(): Promise<void> {
    if (this.#live.script === 'forth') await this.#forth()
    else if (this.#live.script === 'back') await this.#back('late')
    await this.#set('end the script', { script: undefined })
  }

  /** What systemd does before `cygnet-runner boot`. */
  async atBoot(): Promise<void> {
    if (await this.#isThere(BOOT_DROP_IN)) await this.#back('boot')
  }

  async #forth(): Promise<void> {
    if (await this.#dpkg(NEW_PACKAGE)) return
    await this.#write(DPKG_WORDS, 'dpkg: error processing package cygnet-runner')
    await this.#back('refused')
  }

  async #back(why: string): Promise<void> {
    if (!(await this.#isThere(OLD_PACKAGE)) || (await this.#isThere(WENT_BACK))) return
    if (await this.#dpkg(OLD_PACKAGE)) await this.#write(WENT_BACK, `${why}\n`)
  }

  async #dpkg(path: string): Promise<boolean> {
    const fresh = await this.#packageAt(path)
    await this.#write(DPKG_LOG, `Preparing to unpack ${path} ...`)
    await this.#set(`unpack ${path}`, { installed: { package: fresh, isWhole: false } })
    if (fresh.fault === 'dpkg') return false
    await this.#set(`configure ${path}`, { installed: { package: fresh, isWhole: true } })
    return true
  }

  async #set(name: string, change: Partial<MemoryRunner>): Promise<void> {
    await this.#act(name, () => {
      Object.assign(this.#live, change)
    })
  }

  async #packageAt(path: string): Promise<MemoryPackage> {
    const bytes = await this.#disk().read('read a package', path)
    try {
      const content: MemoryPackage = JSON.parse(new TextDecoder().decode(bytes))
      return content
    } catch (cause) {
      throw new ToolError('failed', 'dpkg-deb', `${path} is not a Debian format archive`, { cause })
    }
  }

  async #isThere(path: string): Promise<boolean> {
    return (await this.#disk().read('look', path)) !== undefined
  }

  async #write(path: string, text: string): Promise<void> {
    await this.#disk().write('the script writes', path, new TextEncoder().encode(text), 0o600)
  }
}
