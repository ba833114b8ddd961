import type { ChildState } from '../../../schema/wire/child-state.ts'
import { readConnName } from '../../../schema/wire/conn-name.ts'
import { connFacts, swanctlFacts } from '../../core/drift/connections.ts'
import { readStarterConfig } from '../../core/ipsec/conn-change.ts'
import { credentialFaults } from '../../core/ipsec/credentials.ts'
import { readDaemonSettings } from '../../core/ipsec/daemon-settings.ts'
import { childNames, readSwanctl } from '../../core/ipsec/swanctl.ts'
import { firewallFaults, readTables, restoreText } from '../../core/kernel/firewall-text.ts'
import type { Tools } from '../../flows/gateway.ts'
import type { Delivery } from '../../ports/control-plane.ts'
import type { FileMarks } from '../../ports/file-marks.ts'
import type { Rules } from '../../ports/firewall.ts'
import type { LiveInterface } from '../../ports/interfaces.ts'
import type { Ipsec, IpsecTexts, LoadedConnection } from '../../ports/ipsec.ts'
import { otherDaemon } from '../../ports/services.ts'
import { ToolError } from '../../ports/tool-error.ts'
import { AtomicDisk } from '../atomic-disk.ts'
import type { MemoryDisk } from './disk.ts'
import { bootUp, inEtc, type Live, netplanIn, powerOff, startDaemon, stopDaemon } from './live.ts'
import { MemoryUpgrade } from './upgrade.ts'

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
    begun: true,
    enabled: 'swanctl',
    enabledForSure: 'swanctl',
    sysctl: new Map([['net.ipv4.ip_forward', '0']]),
    armed: undefined,
    runner: {
      installed: {
        package: { name: 'cygnet-runner', version: '0.1.0', architecture: 'amd64' },
        isWhole: true,
      },
      script: undefined,
      wayBackIn: undefined,
    },
  }
  /** Every act, in order. */
  readonly acts: string[] = []
  /** Throw to make an act fail. */
  before: (act: string) => void = () => undefined
  /** Called before every step of an act that changes something: what a runner that dies there leaves is there to be seen. */
  beforeStep: (act: string) => void = () => undefined
  interfaces: LiveInterface[] = []
  /** `connection/child` of what is up. */
  readonly up = new Set<string>()
  /** Inside addresses of other gateways that answer through a tunnel. */
  readonly insides = new Set<string>()
  readonly posted: Uint8Array[] = []
  delivery: Delivery = { kind: 'taken' }

  constructor(disk: MemoryDisk) {
    this.disk = disk
  }

  /** What a tool that refuses would throw. */
  static refusal(tool: string, words: string): ToolError {
    return new ToolError('failed', tool, words)
  }

  /** The package of the runner itself, and what installs another. */
  readonly upgrade = new MemoryUpgrade(
    () => new AtomicDisk(this.disk.calls),
    this.live.runner,
    async (name, ...steps) => await this.#act(name, ...steps),
  )

  readonly ipsec: Ipsec = {
    check: async texts =>
      await this.#act('check ipsec', () => {
        readDaemonSettings(texts.settings)
        childrenIn(texts)
        const faults = credentialFaults(texts.credentials)
        if (faults.length > 0) throw MemoryGateway.refusal('ipsec', faults.join('; '))
      }),
    apply: async (from, to) =>
      await this.#act(
        'apply ipsec',
        () => {
          if (this.live.daemon !== to.daemon) throw MemoryGateway.refusal(to.daemon, 'it does not run')
        },
        ...(to.daemon === 'swanctl' ? this.#loadsByVici(from, to) : this.#rereadsFiles(to)),
      ),
    wake: async (daemon, children) =>
      await this.#act(`wake ${daemon} ${children.join(' ')}`, () => undefined),
    reload: async () => await this.#act('reload ipsec', () => undefined),
    answers: async daemon => await Promise.resolve(this.live.daemon === daemon),
    children: async () => await Promise.resolve(this.#children()),
    loaded: async () => await Promise.resolve(this.#loaded()),
    plugins: async () => await Promise.resolve(new Set(['openssl', 'eap-mschapv2'])),
    established: async () => await Promise.resolve(new Map()),
  }

  readonly tools: Tools = {
    netplan: {
      check: async () => await this.#act('check netplan', () => undefined),
      generate: async () => await this.#act('generate netplan', () => undefined),
      apply: async () =>
        await this.#act('apply netplan', () => {
          this.live.netplan = netplanIn(this.disk)
        }),
    },
    firewall: {
      check: async ({ v4, v6 }) =>
        await this.#act('check firewall', () => {
          const faults = [v4, v6].flatMap(text => firewallFaults(readTables(text)))
          if (faults.length > 0) throw MemoryGateway.refusal('iptables', faults.join('; '))
        }),
      apply: async rules =>
        await this.#act(
          'apply firewall',
          () => {
            if (rules.v4 !== '') this.live.rules = { ...rules, v6: this.live.rules?.v6 ?? '' }
          },
          () => {
            const { rules: others } = this.live
            const isOther = others !== undefined && others.backend !== rules.backend
            if (!isOther || rules.v4 !== '') this.live.rules = rules
          },
        ),
      live: async backend => await Promise.resolve(this.#rules(backend)),
    },
    sysctl: {
      read: async key => await Promise.resolve(this.live.sysctl.get(key) ?? '0'),
      write: async (key, value) =>
        await this.#act('apply sysctl', () => {
          this.live.sysctl.set(key, value)
        }),
    },
    interfaces: {
      list: async () => await Promise.resolve(this.interfaces),
      stamp: async () => await Promise.resolve(JSON.stringify(this.interfaces)),
    },
    echo: {
      answering: async paths => await Promise.resolve(paths.filter(({ to }) => this.insides.has(to))),
    },
    services: {
      begun: async () => await Promise.resolve(this.live.begun),
      running: async () =>
        await Promise.resolve(new Set(this.live.daemon === undefined ? [] : [this.live.daemon])),
      mustHave: async daemon => await this.#act(`look for ${daemon}`, () => undefined),
      start: async daemon =>
        await this.#act(`start ${daemon}`, () => {
          if (this.live.daemon === otherDaemon(daemon))
            throw MemoryGateway.refusal(daemon, 'UDP 500 is taken')
          startDaemon(this.live, this.disk, daemon)
        }),
      stop: async daemon => await this.#act(`stop ${daemon}`, () => stopDaemon(this.live, daemon)),
      prefer: async daemon =>
        await this.#act(
          `prefer ${daemon}`,
          () => {
            if (this.live.enabled !== daemon) this.live.enabled = undefined
          },
          () => {
            this.live.enabled = daemon
          },
          () => {
            this.live.enabledForSure = this.live.enabled
          },
          () => stopDaemon(this.live, otherDaemon(daemon)),
          () => startDaemon(this.live, this.disk, daemon),
        ),
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
    ownPackage: this.upgrade.ownPackage,
    upgrader: this.upgrade.upgrader,
  }

  readonly controlPlane = {
    post: async (_: string, body: Uint8Array): Promise<Delivery> => {
      if (this.delivery.kind === 'taken') this.posted.push(body)
      return await Promise.resolve(this.delivery)
    },
  }

  /** Marks of the memory disk: a file that was written has another one only when its bytes or mode differ. */
  readonly marks: FileMarks = {
    of: async path => {
      const file = this.disk.files.get(path)
      const stamp = file && `${file.mode} ${Buffer.from(file.bytes).toString('base64')}`
      return await Promise.resolve(file && { mode: file.mode, stamp: stamp ?? '' })
    },
  }

  /** As -save prints them: own chains as they were applied, hooked in. */
  #rules(backend: Rules['backend']): Rules {
    const { rules } = this.live
    const saved = (text: string): string =>
      restoreText([], readTables(text)).replaceAll(/^-I (\S+) 1 /gm, '-A $1 ')
    if (rules?.backend !== backend) return { backend, v4: '', v6: '' }
    return { backend, v4: saved(rules.v4), v6: saved(rules.v6) }
  }

  #loaded(): LoadedConnection[] {
    const { daemon, connections, secrets, credentials } = this.live
    if (daemon === undefined) throw MemoryGateway.refusal('charon', 'it does not run')
    const texts = { connections, secrets, credentials }
    const facts =
      daemon === 'swanctl' ? swanctlFacts(readSwanctl(texts)) : connFacts(readStarterConfig(texts).conns)
    return [...facts].map(([name, told]) => ({ name, facts: told }))
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

  /** Only what differs is spoken of; a charon that has nothing gets everything. */
  #loadsByVici(from: IpsecTexts, to: IpsecTexts): readonly (() => void)[] {
    const { live } = this
    return [
      () => {
        if (from.secrets !== to.secrets || live.secrets === '') live.secrets = to.secrets
      },
      () => {
        live.credentials = to.credentials
      },
      () => {
        if (from.connections !== to.connections || live.connections === '') live.connections = to.connections
      },
    ]
  }

  /** The starter is told nothing: it reads what stands in /etc. */
  #rereadsFiles(to: IpsecTexts): readonly (() => void)[] {
    const found = (): IpsecTexts => inEtc(this.disk, 'ipsec.conf')
    return [
      () => {
        Object.assign(this.live, { secrets: found().secrets, credentials: found().credentials })
      },
      () => {
        this.live.connections = found().connections
        if (this.live.connections !== to.connections)
          throw MemoryGateway.refusal('starter', 'charon did not load a conn')
      },
    ]
  }

  /** What a power cut leaves. Whether systemd's links had reached the disk is for the caller to say. */
  powerOff(linksKept: boolean): void {
    powerOff(this.live, linksKept)
  }

  /** What a boot starts once cygnet-boot is through, from what stands in /etc. */
  start(): void {
    bootUp(this.live, this.disk)
  }

  async #act(name: string, ...steps: readonly (() => void)[]): Promise<void> {
    await Promise.resolve()
    this.before(name)
    this.acts.push(name)
    for (const [index, step] of steps.entries()) {
      this.beforeStep(steps.length === 1 ? name : `${name}, step ${index + 1}`)
      step()
    }
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
