import { DurableObject } from 'cloudflare:workers'
import type { DurableObjectState, DurableObjectStorage } from '@cloudflare/workers-types'
import type { Enrolment } from '../schema/wire/enrolment.ts'
import type { SignedReport } from '../schema/wire/report.ts'
import { accessKeys } from './adapters/access-keys.ts'
import { fleetLedger } from './adapters/fleet/ledger.ts'
import { gitHub } from './adapters/github/git-hub.ts'
import { gitHubSignIn } from './adapters/github/sign-in.ts'
import { r2Store } from './adapters/r2-store.ts'
import { seedSigner } from './adapters/seed-signer.ts'
import { webhookListener } from './adapters/webhook/listener.ts'
import { ControlError } from './control-error.ts'
import { type Environment, signingKeyOf } from './environment.ts'
import { answerTo } from './flows/ask.ts'
import { enrol, enrolmentAddress } from './flows/enrol.ts'
import { lookAt } from './flows/look/look.ts'
import { noticeChanges } from './flows/notice-changes.ts'
import { Readers } from './flows/people/readers.ts'
import { noticeSilence } from './flows/reports/notice-silence.ts'
import { takeReport } from './flows/reports/take-report.ts'
import { pageOf } from './flows/rollout/rollout-address.ts'
import { takeDelivery } from './flows/take-delivery.ts'
import { lookAround, nextWake, tick, work } from './flows/work.ts'
import { checkSuffix, type Network, networkNamed, networksOf } from './networks.ts'
import type { Look, View } from './pages/view.ts'
import type { Ask } from './ports/ask.ts'
import type { Credential } from './ports/credential.ts'
import type { Access, Doors } from './ports/doors.ts'
import type { Answer, Fleet as Door } from './ports/fleet.ts'
import { ForgeError } from './ports/forge.ts'
import type { Job } from './ports/jobs.ts'
import type { Ports } from './ports/ports.ts'
import type { Reader } from './ports/reader.ts'
import type { Release } from './rollout/release.ts'
import { applicationOf } from './routes/application.ts'

const clock = { now: () => new Date() }

/** The one place that remembers a network: every decision is made here, one after the other. */
export class Fleet extends DurableObject<Environment> implements Door {
  readonly #ports: Ports
  readonly #readers: Readers
  #working: Promise<void> | undefined

  /** Throws a `ControlError` when the settings no longer name the network: it sleeps then, with all that it remembers. */
  constructor(state: DurableObjectState, environment: Environment) {
    super(state, environment)
    const networks = networksOf(environment.NETWORKS)
    this.#ports = portsOf(environment, networks, networkNamed(networks, state.id.name), state.storage)
    this.#readers = new Readers(this.#ports)
  }

  async deliver(delivery: string, jobs: readonly Job[]): Promise<'new' | 'seen'> {
    const seen = takeDelivery(this.#ports, delivery, jobs)
    await this.#arm()
    return seen
  }

  report(signed: SignedReport): Promise<Answer<'taken' | 'known'>> {
    return this.#answer(() => takeReport(this.#ports, signed))
  }

  enrol(enrolment: Enrolment): Promise<Answer<{ branch: string; pull: string | undefined }>> {
    return this.#answer(async () => {
      const branch = enrol(this.#ports, enrolment)
      await this.#work()
      return { branch, pull: enrolmentAddress(this.#ports, branch) }
    })
  }

  ask(operator: Credential, ask: Ask): Promise<Answer<object>> {
    return this.#answer(() => answerTo(this.#ports, operator, ask))
  }

  async planText(digest: string): Promise<string | undefined> {
    return this.#ports.ledger.plans.get(digest)?.text
  }

  async releaseOf(page: string): Promise<Release | undefined> {
    const { current } = this.#ports.ledger.rollout()
    return current !== undefined && pageOf(this.#ports, current.candidate.plan) === page ? current : undefined
  }

  look(reader: Reader, look: Look): Promise<Answer<View>> {
    return this.#answer(async () => {
      await this.#readers.admit(reader)
      return lookAt(this.#ports, look)
    })
  }

  async visit({ deliveries }: { readonly deliveries: boolean }): Promise<void> {
    await noticeChanges(this.#ports)
    noticeSilence(this.#ports)
    lookAround(this.#ports, deliveries)
    await this.alarm()
  }

  override async alarm(): Promise<void> {
    tick(this.#ports)
    await this.#work()
  }

  /** Refusals become data; whatever else is thrown is ours, and becomes a failure of the request. */
  async #answer<T>(work: () => T | Promise<T>): Promise<Answer<T>> {
    try {
      return { kind: 'done', value: await work() }
    } catch (error) {
      if (error instanceof ControlError) {
        return { kind: 'refused', code: error.code, message: error.message, hint: error.hint }
      }
      if (!(error instanceof ForgeError)) throw error
      this.#ports.log(error.message)
      return {
        kind: 'refused',
        code: 'unavailable',
        message: 'GitHub did not answer as it should',
        hint:
          error.retryAfter === undefined
            ? 'try again'
            : `try again in ${Math.ceil(error.retryAfter / 1000)} s`,
      }
    } finally {
      await this.#arm()
    }
  }

  /** One loop at a time; whoever asks while it runs waits for the same one. */
  async #work(): Promise<void> {
    this.#working ??= work(this.#ports).finally(() => {
      this.#working = undefined
    })
    await this.#working
    await this.#arm()
  }

  async #arm(): Promise<void> {
    const next = nextWake(this.#ports)
    if (next === undefined) return
    const at = Math.max(next, clock.now().getTime())
    // Somebody who only looks, every few seconds, moves nothing: what is set already is not written again.
    if ((await this.ctx.storage.getAlarm()) !== at) await this.ctx.storage.setAlarm(at)
  }
}

const portsOf = (
  environment: Environment,
  networks: readonly Network[],
  network: Network,
  storage: DurableObjectStorage,
): Ports => {
  const signer = seedSigner(signingKeyOf(environment, network))
  return {
    network: network.network,
    address: `${environment.PUBLIC_URL}/v1/${network.network}`,
    operatorKeys: environment.OPERATOR_KEYS ?? '',
    ...gitHub(
      {
        api: environment.GITHUB_API,
        repository: network.repository,
        appId: environment.GITHUB_APP_ID,
        privateKey: environment.GITHUB_PRIVATE_KEY,
      },
      { network: network.network, folder: network.folder, suffix: checkSuffix(networks, network) },
    ),
    listener: webhookListener({ url: environment.NOTIFY_URL, secret: environment.NOTIFY_SECRET }, clock),
    ledger: fleetLedger(storage, clock, { network: network.network, signer }),
    store: r2Store(environment.STORE, network.prefix),
    signer,
    clock,
    log: line => console.error(`${network.network}: ${line}`),
  }
}

const doorsOf = (environment: Environment): Doors => {
  const {
    GITHUB_API: api,
    GITHUB_CLIENT_ID: clientId = '',
    GITHUB_CLIENT_SECRET: clientSecret = '',
  } = environment
  const isSet = clientId !== '' && clientSecret !== ''
  return {
    signIn: isSet ? gitHubSignIn({ api, clientId, clientSecret }) : undefined,
    access: accessOf(environment),
  }
}

/** One for each isolate: it remembers the team's keys. */
let known: Access | undefined

const accessOf = ({
  ACCESS_TEAM: set = '',
  ACCESS_AUDIENCE: audience = '',
}: Environment): Access | undefined => {
  const team = set.replace(/\/+$/, '')
  if (team === '' || audience === '') return undefined
  if (known?.team !== team || known.audience !== audience) known = { team, audience, keys: accessKeys(team) }
  return known
}

const application = applicationOf((environment, network) => {
  // Asked for here, where it can be said: an error in the object would arrive without its code.
  signingKeyOf(environment, network)
  return {
    fleet: environment.FLEET.getByName(network.network),
    store: r2Store(environment.STORE, network.prefix),
  }
}, doorsOf)

export default {
  fetch: (request: Request, environment: Environment): Response | Promise<Response> =>
    application.fetch(request, environment),

  /** One network's trouble does not keep the others waiting. */
  scheduled: async (_: unknown, environment: Environment): Promise<void> => {
    const visits = networksOf(environment.NETWORKS).map(({ network }, index) =>
      environment.FLEET.getByName(network).visit({ deliveries: index === 0 }),
    )
    for (const visit of await Promise.allSettled(visits)) {
      if (visit.status === 'rejected') console.error(`a visit failed: ${String(visit.reason)}`)
    }
  },
}
