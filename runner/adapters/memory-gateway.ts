import { readConnName } from '../../schema/wire/conn-name.ts'
import type { ChildState } from '../../schema/wire/report.ts'
import { readStarterConfig } from '../core/conn-change.ts'
import { credentialFaults } from '../core/credentials.ts'
import { LIVE_NETPLAN } from '../core/paths.ts'
import { childNames, readSwanctl } from '../core/swanctl.ts'
import type { Tools } from '../flows/gateway.ts'
import type { Delivery } from '../ports/control-plane.ts'
import type { Rules } from '../ports/firewall.ts'
import type { LiveInterface } from '../ports/interfaces.ts'
import { type Daemon, type Ipsec, type IpsecTexts, noIpsec } from '../ports/ipsec.ts'
import { otherDaemon } from '../ports/services.ts'
import { ToolError } from '../ports/tool-error.ts'
import type { MemoryDisk } from './memory-disk.ts'

/** What is live on a gateway, as its kernel and daemons would have it; gone with a reboot. */
interface Live {
  netplan: string
  rules: Rules | undefined
  connections: string
  secrets: string
  credentials: ReadonlyMap<string, string>
  /** Which daemon runs, and which one boot starts. */
  daemon: Daemon | undefined
  enabled: Daemon | undefined
  readonly sysctl: Map<string, string>
  armed: number | undefined
}

/** The tools of a gateway in memory, for tests: what they did is to be seen, and any act can be made to fail. */
export class MemoryGateway {
  readonly disk: MemoryDisk
  readonly live: Live = {
    netplan: '',
    rules: undefined,
    connections: '',
    secrets: '',
    credentials: new Map(),
    daemon: 'swanctl',
    enabled: 'swanctl',
    sysctl: new Map([['net.ipv4.ip_forward', '0']]),
    armed: undefined,
  }
  /** Every act, in order. */
  readonly acts: string[] = []
  /** Throw to make an act fail. */
  before: (act: string) => void = () => undefined
  /** Called around every act; throw to stop the world there. */
  around: (moment: 'before' | 'after', act: string) => void = () => undefined
  interfaces: LiveInterface[] = []
  /** `connection/child` of what is up. */
  readonly up = new Set<string>()
  readonly posted: Uint8Array[] = []
  delivery: Delivery = { kind: 'taken' }

  constructor(disk: MemoryDisk) {
    this.disk = disk
  }

  /** What a tool that refuses would throw. */
  static refusal(tool: string, words: string): ToolError {
    return new ToolError('failed', tool, words)
  }

  readonly ipsec: Ipsec = {
    check: async texts =>
      await this.#act('check ipsec', () => {
        childrenIn(texts)
        const faults = credentialFaults(texts.credentials)
        if (faults.length > 0) throw MemoryGateway.refusal('ipsec', faults.join('; '))
      }),
    apply: async (_, to) =>
      await this.#act('apply ipsec', () => {
        if (this.live.daemon !== to.daemon) throw MemoryGateway.refusal(to.daemon, 'it does not run')
        this.#load(to)
      }),
    wake: async (daemon, children) =>
      await this.#act(`wake ${daemon} ${children.join(' ')}`, () => undefined),
    reload: async () => await this.#act('reload ipsec', () => undefined),
    answers: async daemon => await Promise.resolve(this.live.daemon === daemon),
    children: async () => await Promise.resolve(this.#children()),
  }

  readonly tools: Tools = {
    netplan: {
      check: async () => await this.#act('check netplan', () => undefined),
      generate: async () => await this.#act('generate netplan', () => undefined),
      apply: async () =>
        await this.#act('apply netplan', () => {
          this.live.netplan = this.#netplan()
        }),
    },
    firewall: {
      check: async () => await this.#act('check firewall', () => undefined),
      apply: async rules =>
        await this.#act('apply firewall', () => {
          this.live.rules = rules
        }),
    },
    sysctl: {
      read: async key => await Promise.resolve(this.live.sysctl.get(key) ?? '0'),
      write: async (key, value) =>
        await this.#act('apply sysctl', () => {
          this.live.sysctl.set(key, value)
        }),
    },
    interfaces: { list: async () => await Promise.resolve(this.interfaces) },
    services: {
      running: async () =>
        await Promise.resolve(new Set(this.live.daemon === undefined ? [] : [this.live.daemon])),
      mustHave: async daemon => await this.#act(`look for ${daemon}`, () => undefined),
      start: async daemon =>
        await this.#act(`start ${daemon}`, () => {
          if (this.live.daemon === otherDaemon(daemon))
            throw MemoryGateway.refusal(daemon, 'UDP 500 is taken')
          this.live.daemon = daemon
        }),
      stop: async daemon =>
        await this.#act(`stop ${daemon}`, () => {
          if (this.live.daemon !== daemon) return
          this.live.daemon = undefined
          this.#load(noIpsec(daemon))
        }),
      prefer: async daemon =>
        await this.#act(`prefer ${daemon}`, () => {
          this.live.enabled = daemon
        }),
    },
    timer: {
      arm: async seconds =>
        await this.#act('arm the timer', () => {
          this.live.armed = seconds
        }),
      disarm: async () =>
        await this.#act('disarm the timer', () => {
          this.live.armed = undefined
        }),
    },
  }

  readonly controlPlane = {
    post: async (_: string, body: Uint8Array): Promise<Delivery> => {
      if (this.delivery.kind === 'taken') this.posted.push(body)
      return await Promise.resolve(this.delivery)
    },
  }

  #netplan(): string {
    return this.disk.text(LIVE_NETPLAN) ?? this.disk.text('/etc/netplan/60-cygnet.yaml') ?? ''
  }

  #load({ connections, secrets, credentials }: IpsecTexts): void {
    Object.assign(this.live, { connections, secrets, credentials })
  }

  #children(): ChildState[] {
    const { daemon, connections, secrets, credentials } = this.live
    if (daemon === undefined) throw MemoryGateway.refusal('charon', 'it does not run')
    return childrenIn({ daemon, connections, secrets, credentials, settings: '' }).map(
      ({ connection, child }): ChildState => ({
        connection,
        child,
        state: this.up.has(`${connection}/${child}`) ? 'up' : 'trap',
      }),
    )
  }

  /** What a boot starts, from what stands in /etc. */
  start(): void {
    const daemon = this.live.enabled
    this.live.daemon = daemon
    if (daemon === undefined) return
    const texts = {
      swanctl: ['/etc/swanctl/conf.d/cygnet.conf', '/etc/swanctl/conf.d/cygnet.secrets.conf'],
      'ipsec.conf': ['/etc/ipsec.d/cygnet.conf', '/etc/ipsec.d/cygnet.secrets'],
    } as const
    const [connections, secrets] = texts[daemon].map(path => this.disk.text(path) ?? '')
    this.#load({ ...noIpsec(daemon), connections: connections ?? '', secrets: secrets ?? '' })
  }

  async #act(name: string, task: () => void): Promise<void> {
    await Promise.resolve()
    this.around('before', name)
    this.before(name)
    this.acts.push(name)
    task()
    this.around('after', name)
  }
}

/** What a configuration would bring up. Throws a `SyntaxError` when the runner would not understand it. */
const childrenIn = (texts: IpsecTexts): { readonly connection: string; readonly child: string }[] =>
  texts.daemon === 'swanctl'
    ? [...readSwanctl(texts).connections].flatMap(([connection, tree]) =>
        childNames(tree).map(child => ({ connection, child })),
      )
    : [...readStarterConfig(texts).conns.keys()].flatMap(name => {
        const read = readConnName(name)
        return read === undefined || read.starts ? [] : [read]
      })
