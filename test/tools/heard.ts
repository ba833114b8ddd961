import { expect } from 'vitest'
import type { Happening } from '../../runner/core/monitor/happening.ts'
import type { Happenings } from '../../runner/ports/happenings.ts'
import type { Daemon } from '../../runner/ports/ipsec.ts'

/** What is heard of a daemon while its tunnel `rlyeh-ulthar` is treated in many ways. */
export class Heard implements AsyncDisposable {
  readonly #stop = new AbortController()
  readonly #following: Promise<void>
  #all: Happening[] = []

  constructor(happenings: Happenings, daemon: Daemon) {
    this.#following = happenings.follow(daemon, one => this.#all.push(one), this.#stop.signal)
  }

  /** Does something, and waits until all of this was heard, in the words `kind child by`; anything else fails. */
  async after(done: () => Promise<unknown>, ...wanted: readonly string[]): Promise<void> {
    this.#all = []
    await done()
    const words = (): readonly string[] =>
      this.#all.map(({ kind, child, by }) => [kind, child, by].filter(word => word !== undefined).join(' '))
    await expect.poll(words, { timeout: 30_000 }).toEqual(wanted)
    for (const { tunnel, kind, at } of this.#all) {
      expect(tunnel).toBe(kind.startsWith('daemon') ? undefined : 'rlyeh-ulthar')
      expect(Math.abs(Date.now() - at)).toBeLessThan(60_000)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.#following
  }
}
