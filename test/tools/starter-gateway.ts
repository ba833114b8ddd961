import { vi } from 'vitest'
import * as z from 'zod/mini'
import type { OpenFile, OpenFiles } from '../../runner/core/keys/open.ts'
import { ipsecTexts } from '../../runner/flows/change/texts.ts'
import { ChildState } from '../../schema/wire/child-state.ts'
import { ManagedPath } from '../../schema/wire/managed-paths.ts'
import type { Namespace } from './namespace.ts'

const module = (path: string): string => JSON.stringify(new URL(`../../runner/${path}`, import.meta.url).href)

/** Texts by path, as a bundle's files would stand in memory. */
const filesOf = (texts: Readonly<Record<string, string>>): OpenFiles =>
  new Map(
    Object.entries(texts).map(([name, text]): [ManagedPath, OpenFile] => {
      const path = ManagedPath.parse(name)
      return [path, { path, mode: path.endsWith('.conf') ? 0o644 : 0o600, text }]
    }),
  )

/** A gateway that the starter drives, and its runner. */
export class StarterGateway {
  readonly namespace: Namespace
  #now: OpenFiles = new Map()

  private constructor(namespace: Namespace) {
    this.namespace = namespace
  }

  /** Starts the starter as its service does. */
  static async start(namespace: Namespace): Promise<StarterGateway> {
    namespace.start('ipsec', ['start', '--nofork'])
    await vi.waitFor(async () => await namespace.must('ipsec', ['statusall']), {
      timeout: 60_000,
      interval: 100,
    })
    return new StarterGateway(namespace)
  }

  /** What a release does to the tunnels, or the way back from one; what went wrong. */
  async become(texts: Readonly<Record<string, string>>): Promise<string> {
    const to = filesOf(texts)
    const side = (files: OpenFiles): string => `new Map(${JSON.stringify([...files])})`
    const said = await this.#inside(`
      const tools = { services: { running: async () => new Set(['ipsec.conf']) } }
      const daemon = { from: 'ipsec.conf', to: 'ipsec.conf' }
      const change = { from: ${side(this.#now)}, to: ${side(to)}, daemon, wasUp: [] }
      await setTunnels({ disk, ipsec }, tools, change)`)
    this.#now = to
    return said
  }

  /** What the runner says to a configuration before it changes anything. */
  async check(texts: Readonly<Record<string, string>>): Promise<string> {
    const { credentials, ...rest } = ipsecTexts(filesOf(texts), 'ipsec.conf')
    const files = `new Map(${JSON.stringify([...credentials])})`
    return await this.#inside(`await ipsec.check({ ...${JSON.stringify(rest)}, credentials: ${files} })`)
  }

  /** Asks for these to come up, each `connection/child`; what went wrong. */
  async wake(children: readonly string[]): Promise<string> {
    return await this.#inside(`await ipsec.wake('ipsec.conf', ${JSON.stringify(children)})`)
  }

  /** The state of each CHILD, by `connection/child`. */
  async children(): Promise<Record<string, string>> {
    const states = z
      .array(ChildState)
      .parse(JSON.parse(await this.#inside('say(JSON.stringify(await ipsec.children()))')))
    return Object.fromEntries(states.map(({ connection, child, state }) => [`${connection}/${child}`, state]))
  }

  /** The adapter works on the processes and files around it: so it runs in a process of its own, inside. */
  async #inside(body: string): Promise<string> {
    return await this.namespace.must(process.execPath, [
      '--input-type=module',
      '-e',
      `import { starterIpsec } from ${module('adapters/starter/ipsec.ts')}
       import { realDisk } from ${module('adapters/disk.ts')}
       import { systemClock } from ${module('adapters/clock.ts')}
       import { setTunnels } from ${module('flows/change/set-tunnels.ts')}
       const disk = realDisk()
       const ipsec = starterIpsec({ disk, clock: systemClock })
       const say = text => process.stdout.write(text)
       try { ${body} } catch (error) { say(error.code + ': ' + error.message) }`,
    ])
  }
}
