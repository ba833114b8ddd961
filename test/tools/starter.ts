import { Charon } from './charon.ts'
import type { Namespace } from './namespace.ts'

const STARTER_LOG = '/run/starter.log'
const CHARON_LOG = '/run/charon.log'

/** What /etc/ipsec.conf and /etc/ipsec.secrets hold once the runner has put its lines there. */
const MAIN_FILES = [
  ['/etc/ipsec.conf', 'config setup\n\ninclude /etc/ipsec.d/cygnet.conf\n'],
  ['/etc/ipsec.secrets', 'include /etc/ipsec.d/cygnet.secrets\n'],
  [
    '/etc/strongswan.d/test-log.conf',
    `charon { filelog { test { path = ${CHARON_LOG}\n default = 1\n flush_line = yes } } }\n`,
  ],
] as const

/** The starter and its charon, as strongswan-starter.service runs them, in a namespace. */
export class Starter {
  /** The daemon answers vici too, when the plugin is there: what it holds can be listed in the same words. */
  readonly charon: Charon
  readonly #namespace: Namespace

  private constructor(namespace: Namespace, charon: Charon) {
    this.#namespace = namespace
    this.charon = charon
  }

  static async start(namespace: Namespace): Promise<Starter> {
    for (const [path, content] of MAIN_FILES) await namespace.write(path, content)
    for (const path of ['/etc/ipsec.d/cygnet.conf', '/etc/ipsec.d/cygnet.secrets'])
      await namespace.write(path, '')
    namespace.start('sh', ['-c', `exec /usr/lib/ipsec/starter --daemon charon --nofork >${STARTER_LOG} 2>&1`])
    return new Starter(namespace, await Charon.answering(namespace))
  }

  /** Reads the files again, as the runner has it do; the starter works on after this returns. */
  async update(): Promise<void> {
    await this.#namespace.must('ipsec', ['rereadall'])
    await this.#namespace.must('ipsec', ['update'])
  }

  /** What both said since they were asked last. */
  async said(): Promise<string[]> {
    const script = 'cat "$1" "$2" && : > "$1" && : > "$2"'
    const text = await this.#namespace.must('sh', ['-c', script, 'said', STARTER_LOG, CHARON_LOG])
    return text.split('\n').map(line => line.replace(/^\0+/, ''))
  }

  /** `ipsec statusall`, as a person reads it. */
  async status(): Promise<string> {
    return await this.#namespace.must('ipsec', ['statusall'])
  }
}
