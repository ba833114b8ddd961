import { join } from 'node:path'
import { buildDeb } from '../../../infra/host/deb.ts'
import { Lab } from '../../../infra/lab/lab.ts'
import { enrolled, makeKeys, withKeys } from '../../../infra/lab/managed/enrolled.ts'
import { giveIdentity } from '../../../infra/lab/managed/identity.ts'
import { CONTROL_NAME } from '../../../infra/lab/network/internet.ts'
import { eventually } from '../../../infra/lab/patience.ts'
import { type Stack, startStack } from '../../../infra/local/stack.ts'
import { approvedChange } from '../../../infra/story/approved-change.ts'
import { type Cygnet, cygnetAs } from '../../../infra/story/cygnet-command.ts'
import { type CheckRun, Person } from '../../../infra/story/person.ts'

const ROLLOUT_CHECK = 'cygnet / rollout'

/** A change on four emulated gateways, its soak time, and patience: milliseconds. */
const LONG = 400_000

const USERS = [
  { login: 'herbert', role: 'admin' },
  { login: 'asenath', role: 'maintain' },
  { login: 'wilbur', role: 'write' },
] as const

export interface GovernedLabOptions {
  /** Text of a topology; its gateways are enrolled with keys made for this lab. */
  readonly topology: string
  /** Where everything of it lies. */
  readonly folder: string
  readonly log: (line: string) => void
}

/** Gateways that are enrolled with the real control plane, a forge, and people who push, approve and press buttons. */
export class GovernedLab {
  readonly lab: Lab
  readonly stack: Stack
  readonly author: Person
  readonly maintainer: Person
  /** The operator's tool in the maintainer's hands. */
  readonly cygnet: Cygnet
  #branches = 0

  private constructor(lab: Lab, stack: Stack, network: string, folder: string) {
    this.lab = lab
    this.stack = stack
    this.author = new Person('wilbur', join(folder, 'clones/wilbur'), stack.forge)
    this.maintainer = new Person('asenath', join(folder, 'clones/asenath'), stack.forge)
    this.cygnet = cygnetAs(this.maintainer, `${stack.worker.url}/v1/${network}`)
  }

  /** Forge and Worker on disk, the topology as the first commit, gateways awake with their runners started. */
  static async up({ topology, folder, log }: GovernedLabOptions): Promise<GovernedLab> {
    const keys = makeKeys(topology)
    const valid = enrolled(topology, keys)
    const { network } = valid
    const stack = await startStack({
      folder: join(folder, 'stack'),
      network,
      users: USERS,
      publicUrl: `https://${CONTROL_NAME}`,
    })
    try {
      const admin = new Person('herbert', join(folder, 'clones/herbert'), stack.forge)
      await admin.clone()
      await admin.git('switch', '-q', '-C', 'main')
      await admin.push('main', 'four gateways', { 'topology.yaml': withKeys(topology, keys) })
      const deb = await buildDeb({ out: join(folder, 'package') })
      const controlPlane = { port: Number(new URL(stack.worker.url).port) }
      const lab = await Lab.up({ topology: valid, folder: join(folder, 'lab'), deb, controlPlane, log })
      const governed = new GovernedLab(lab, stack, network, folder)
      const base = `${lab.controlPlaneUrl}/v1/${network}`
      await Promise.all(
        valid.gateways.map(async ({ name }) => {
          const gateway = lab.gateway(name)
          const [source, reports] = [`${base}/repository`, `${base}/reports`]
          await giveIdentity(gateway, { network, keys: keys.get(name), source, reports, root: stack.root })
          await gateway.exec(['systemctl', 'start', 'cygnet-runner'])
        }),
      )
      await governed.author.clone()
      return governed
    } catch (error) {
      await stack.stop()
      throw error
    }
  }

  /** The tip of the default branch. */
  async tip(): Promise<string> {
    await this.author.git('fetch', '-q', 'origin')
    return this.author.git('rev-parse', 'origin/main')
  }

  /** The author's change of the topology, approved and merged. The merge commit. */
  async change(title: string, change: (text: string) => string): Promise<string> {
    this.#branches += 1
    const branch = `change-${this.#branches}`
    await this.author.branch(branch)
    const files = { 'topology.yaml': change(await this.author.read('topology.yaml')) }
    return (await approvedChange(this, { branch, title, files })).merged
  }

  /** The check **cygnet / rollout** of a commit, as it is by now. */
  rollout(commit: string): Promise<CheckRun | undefined> {
    return this.maintainer.check(commit, ROLLOUT_CHECK)
  }

  /** Waits until that check is as wanted. Throws with what it says instead. */
  async until(commit: string, what: string, wanted: (run: CheckRun) => boolean): Promise<CheckRun> {
    let last = ''
    return await eventually(what, LONG, async () => {
      const run = await this.rollout(commit)
      if (run !== undefined && run.title !== last) {
        last = run.title
        console.log(`  ${commit.slice(0, 8)}: ${run.title}`)
      }
      return run !== undefined && wanted(run) ? run : undefined
    }).catch(async (cause: unknown) => {
      const summary = (await this.rollout(commit))?.summary
      throw new Error(`${what}: the check says "${last}": ${summary}`, { cause })
    })
  }

  /** The maintainer presses a button of that check. */
  async press(commit: string, button: string): Promise<void> {
    await this.maintainer.press(commit, (await this.rollout(commit))?.id ?? 0, button)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.lab.down()
    await this.stack.stop()
  }
}

/** Whether the title of a check says so. */
export const titled =
  (words: RegExp) =>
  ({ title }: CheckRun): boolean =>
    words.test(title)
