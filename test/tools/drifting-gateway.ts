import { vi } from 'vitest'
import * as z from 'zod/mini'
import { generationPath, JOURNAL, SEAL_KEY, SIGN_KEY } from '../../runner/core/paths.ts'
import { journalBytes } from '../../runner/core/state/journal.ts'
import { type Bundle, bundleBytes, bundleDigest } from '../../schema/wire/bundle.ts'
import { Drift } from '../../schema/wire/drifted.ts'
import { REFERENCE_KEYS } from '../fixtures/reference.ts'
import { Namespace } from './namespace.ts'

const module = (path: string): string => JSON.stringify(new URL(`../../runner/${path}`, import.meta.url).href)

/** What a turn said of drift in its reports. */
const Told = z.strictObject({ drifts: z.array(z.nullable(Drift)), said: z.array(z.string()) })
export type Told = z.infer<typeof Told>

/** rlyeh with real kernel settings, chains and IKE daemon in a namespace, and a generation in force. netplan is left out. */
export class DriftingGateway implements AsyncDisposable {
  readonly namespace: Namespace
  readonly #bundle: Bundle

  private constructor(namespace: Namespace, bundle: Bundle) {
    this.namespace = namespace
    this.#bundle = bundle
  }

  static async begin(bundle: Bundle): Promise<DriftingGateway> {
    const namespace = await Namespace.create()
    const gateway = new DriftingGateway(namespace, bundle)
    await namespace.must('mount', ['-t', 'tmpfs', 'tmpfs', '/var/lib'])
    await namespace.must('ip', [
      'link',
      'add',
      'vswitch',
      'mtu',
      '1400',
      'type',
      'veth',
      'peer',
      'name',
      'other',
    ])
    await namespace.must('ip', ['address', 'add', '172.16.0.18/28', 'dev', 'vswitch'])
    await namespace.must('ip', ['link', 'set', 'vswitch', 'up'])
    const digest = bundleDigest(bundle)
    const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')
    await namespace.write(generationPath(digest), text(bundleBytes(bundle)), 0o600)
    const inForce = { digest, release: 1 }
    const journal = journalBytes({ cygnet: 1, knownBad: [], originals: {}, inForce })
    await namespace.write(JOURNAL, text(journal), 0o600)
    const key = (bytes: Uint8Array): string => `${Buffer.from(bytes).toString('base64')}\n`
    const { sign, seal } = REFERENCE_KEYS.rlyeh
    await namespace.write(SIGN_KEY, key(sign.secretKey.slice(0, 32)), 0o600)
    await namespace.write(SEAL_KEY, key(seal.secretKey), 0o600)
    await gateway.#startDaemon()
    await gateway.#inside(`
      const bundle = await loadBundle(disk, '${digest}')
      const files = await openBundle(gateway, bundle)
      await writeFiles(gateway, new Map(), files)
      const sides = side => ({ from: undefined, to: side })
      await putInForce(gateway, {
        way: 'back', from: new Map(), to: files, wasUp: [], originals: {},
        firewall: sides(bundle.firewall), daemon: sides(bundle.daemon),
      })`)
    return gateway
  }

  /** The part of a turn that looks for drift; what it put into the outbox, and said. */
  async turn(): Promise<Told> {
    return Told.parse(
      JSON.parse(
        await this.#inside(`
          await lookForDrift(gateway, await loadJournal(disk))
          const drifts = []
          for (const name of await disk.list('test', OUTBOX)) {
            const { report } = JSON.parse(Buffer.from(await disk.read('test', OUTBOX + '/' + name)).toString())
            drifts.push(report.drift ?? null)
            await disk.remove('test', OUTBOX + '/' + name)
          }
          process.stdout.write(JSON.stringify({ drifts, said }))`),
      ),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.namespace[Symbol.asyncDispose]()
  }

  async #startDaemon(): Promise<void> {
    const starter = this.#bundle.daemon === 'ipsec.conf'
    if (starter) this.namespace.start('ipsec', ['start', '--nofork'])
    else this.namespace.start('charon-systemd', [])
    const [program, ...args] = starter ? ['ipsec', 'statusall'] : ['swanctl', '--stats']
    await vi.waitFor(async () => await this.namespace.must(program ?? '', args), {
      timeout: 60_000,
      interval: 100,
    })
  }

  /** The adapters work on the network and files around them: so they run in a process of their own, inside. */
  async #inside(body: string): Promise<string> {
    return await this.namespace.must(process.execPath, [
      '--input-type=module',
      '-e',
      `import { systemClock as clock } from ${module('adapters/clock.ts')}
       import { eitherDaemon } from ${module('adapters/daemons.ts')}
       import { realDisk } from ${module('adapters/disk.ts')}
       import { fileMarks } from ${module('adapters/file-marks.ts')}
       import { ipInterfaces } from ${module('adapters/interfaces-ip.ts')}
       import { iptables } from ${module('adapters/iptables.ts')}
       import { procSysctl } from ${module('adapters/sysctl.ts')}
       import { OUTBOX } from ${module('core/paths.ts')}
       import { writeFiles } from ${module('flows/change/commit.ts')}
       import { loadBundle, openBundle } from ${module('flows/change/generations.ts')}
       import { loadJournal } from ${module('flows/change/journal-file.ts')}
       import { lookForDrift } from ${module('flows/drift/look-for-drift.ts')}
       import { putInForce } from ${module('flows/change/put-in-force.ts')}
       const disk = realDisk(), said = []
       const tools = {
         firewall: iptables, sysctl: procSysctl(), interfaces: ipInterfaces,
         netplan: { apply: async () => {} },
         services: { running: async () => new Set(['${this.#bundle.daemon}']) },
       }
       const gateway = {
         identity: { network: 'miskatonic', gateway: 'rlyeh', folder: '/var/lib/cygnet' },
         reports: 'https://control.example/reports', disk, marks: fileMarks(), clock,
         ipsec: eitherDaemon({ disk, clock }), kernel: async () => tools, tools: async () => tools,
         say: line => said.push(line), version: 'test',
       }
       ${body}`,
    ])
  }
}
