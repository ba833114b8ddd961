import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ValidTopology } from '../../../schema/topology/topology.ts'
import type { Bundle } from '../../../schema/wire/bundle.ts'
import type { Report } from '../../../schema/wire/report.ts'
import type { RunnerRelease } from '../../../schema/wire/runner-release.ts'
import { compile } from '../../../worker/compile/compile.ts'
import { buildDeb } from '../../host/deb.ts'
import type { Log } from '../image/cache.ts'
import { Lab } from '../lab.ts'
import { LabError } from '../lab-error.ts'
import type { Guest } from '../machine/guest.ts'
import { eventually } from '../patience.ts'
import { type LabControlPlane, startLabControlPlane } from './control-plane.ts'
import { enrolled, type LabKeys, makeKeys } from './enrolled.ts'
import { giveIdentity } from './identity.ts'
import { LabRepository } from './repository.ts'

export interface ManagedLabOptions {
  /** Text of a topology; its gateways are enrolled with keys made for this lab. */
  readonly topology: string
  /** Where the lab makes its folder and the runner's package. */
  readonly folder: string
  readonly log: Log
}

/**
 * A lab whose gateways have the runner installed and enrolled, its service stopped, and a control plane that signs whatever
 * it is told to: for what must be seen with real kernels and needs no forge, no check and no approval.
 */
export class ManagedLab {
  readonly lab: Lab
  readonly controlPlane: LabControlPlane
  readonly #network: string
  readonly #repository: LabRepository
  readonly #keys: ReadonlyMap<string, LabKeys>

  private constructor(
    network: string,
    lab: Lab,
    controlPlane: LabControlPlane,
    repository: LabRepository,
    keys: ReadonlyMap<string, LabKeys>,
  ) {
    this.#network = network
    this.lab = lab
    this.controlPlane = controlPlane
    this.#repository = repository
    this.#keys = keys
  }

  /** Builds the package and what is missing of the image, wakes all gateways and enrols them. */
  static async up({ topology, folder, log }: ManagedLabOptions): Promise<ManagedLab> {
    const keys = makeKeys(topology)
    const valid = enrolled(topology, keys)
    const repository = new LabRepository()
    const plane = await startLabControlPlane(repository.store.objects, keys)
    try {
      const deb = await buildDeb({ out: join(folder, 'package') })
      const controlPlane = { port: plane.port }
      const lab = await Lab.up({ topology: valid, folder, deb, controlPlane, log })
      const managed = new ManagedLab(valid.network, lab, plane, repository, keys)
      await managed.#enrol(valid)
      return managed
    } catch (error) {
      plane.stop()
      throw error
    }
  }

  /** Throws `name` when there is no such gateway. */
  gateway(name: string): Guest {
    return this.lab.gateway(name)
  }

  /** The bundles of a topology's text, by gateway, with this lab's keys. */
  compile(topology: string): Bundle[] {
    return compile(enrolled(topology, this.#keys))
  }

  /** Signs a release of these bundles, which must be those of all gateways. Gives its number. */
  release(bundles: readonly Bundle[]): Promise<number> {
    return this.#repository.release(bundles)
  }

  /** Hands a package of the runner to the repository, signed as gateways want it; a bundle may name what this gives. */
  async publishRunner(version: string, deb: string): Promise<RunnerRelease> {
    const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64'
    return this.#repository.vouchFor(this.#network, version, architecture, await readFile(deb))
  }

  /** What a gateway has reported, oldest first. */
  reports(gateway: string): readonly Report[] {
    return this.controlPlane.reports.filter(report => report.gateway === gateway)
  }

  /** Waits for a gateway's report about a release that has one of these outcomes. */
  reported(
    gateway: string,
    release: number,
    outcomes: readonly Report['outcome'][],
    milliseconds: number,
  ): Promise<Report> {
    const what = `${gateway} reports ${outcomes.join(' or ')} of release ${release}`
    return eventually(what, milliseconds, async () =>
      this.reports(gateway).find(one => one.release === release && outcomes.includes(one.outcome)),
    ).catch(async cause => {
      throw new LabError('timeout', `${what}: not yet: ${await this.#lastWords(gateway)}`, { cause })
    })
  }

  /** What the runner said last, in the journal of its gateway. */
  async #lastWords(gateway: string): Promise<string> {
    const units = ['-u', 'cygnet-runner', '-u', 'cygnet-way-back', '-u', 'cygnet-boot']
    const { stdout, stderr } = await this.gateway(gateway).exec([
      'journalctl',
      ...units,
      '-n',
      '30',
      '--no-pager',
    ])
    return stdout + stderr
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.controlPlane.stop()
    await this.lab.down()
  }

  async #enrol({ network, gateways }: ValidTopology): Promise<void> {
    const url = this.lab.controlPlaneUrl
    const [source, reports] = [`${url}/repository`, `${url}/reports`]
    const { root } = this.#repository
    await Promise.all(
      gateways.map(({ name }) =>
        giveIdentity(this.gateway(name), { network, keys: this.#keys.get(name), source, reports, root }),
      ),
    )
  }
}
