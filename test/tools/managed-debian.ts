import { copyFile, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect } from 'vitest'
import { enrolled, makeKeys } from '../../infra/lab/managed/enrolled.ts'
import { LabRepository } from '../../infra/lab/managed/repository.ts'
import { eventually } from '../../infra/lab/patience.ts'
import { JOURNAL } from '../../runner/core/paths.ts'
import { readJournal } from '../../runner/core/state/journal.ts'
import { toBase64 } from '../../schema/wire/base64.ts'
import type { Bundle } from '../../schema/wire/bundle.ts'
import type { RunnerRelease } from '../../schema/wire/runner-release.ts'
import { compile } from '../../worker/compile/compile.ts'
import { withFile, withGateway } from '../lab/managed/bundle-change.ts'
import { BootedDebian } from './booted-debian.ts'
import type { Namespace } from './namespace.ts'

const topology = (daemon: string): string => `cygnet: 1
network: miskatonic
private: [10.0.0.0/8]
gateways:
  rlyeh:
    provider: generic
    daemon: ${daemon}
    interfaces:
      eth0: { managed: false }
      eth1: { managed: false, addresses: [172.16.0.18/28] }
      lxdbr0: { managed: false, addresses: [10.1.0.1/16] }
    networks: { containers: { subnet: 10.1.0.0/16, interface: lxdbr0 } }
    internet: { via: eth0, masquerade: [containers] }
  ulthar:
    provider: generic
    interfaces:
      eth0: { managed: false }
      eth1: { managed: false, addresses: [172.16.0.2/28] }
      lxdbr0: { managed: false, addresses: [10.2.0.1/16] }
    networks: { containers: { subnet: 10.2.0.0/16, interface: lxdbr0 } }
    internet: { via: eth0, masquerade: [containers] }
tunnels:
  rlyeh-ulthar:
    between: { rlyeh: eth1, ulthar: eth1 }
rollout:
  schedule: { every: 1s }
`

const INTERFACES = `
  set -e
  for name in eth0 eth1; do ip link add "$name" type veth peer name "$name-far"; ip link set "$name-far" up; done
  ip link add lxdbr0 type bridge
  ip address add 10.1.0.1/16 dev lxdbr0
  ip link set lxdbr0 up
  netplan apply
`

const PROVIDER = `network:
  version: 2
  ethernets:
    eth0: { addresses: [198.51.100.2/24] }
    eth1: { addresses: [172.16.0.18/28] }
`

/** Where a change is live but for its addresses, and nothing is decided. */
const WAITING_NETWORKCTL = `#!/bin/sh
if [ "$1" = reload ]; then
  : >/run/change-waits
  while [ -e /run/change-waits ]; do sleep 0.1; done
fi
exec /usr/bin/networkctl.real "$@"
`

/** Holds networkd where it begins, too. */
const WAITING_NETWORKD = {
  path: '/run/systemd/system/systemd-networkd.service.d/waiting.conf',
  text: `[Service]
ExecStartPre=+/bin/sh -c ': >/run/change-waits; while [ -e /run/change-waits ]; do sleep 0.1; done'
`,
}

/** The gateway rlyeh, booted, with its interfaces and its provider's netplan file; its control plane is a folder, and ulthar is silent. */
export class ManagedDebian implements AsyncDisposable {
  readonly #debian: BootedDebian
  readonly #keys = makeKeys(topology('swanctl'))
  readonly #repository = new LabRepository()

  private constructor(debian: BootedDebian) {
    this.#debian = debian
  }

  static async boot(): Promise<ManagedDebian> {
    const managed = new ManagedDebian(await BootedDebian.boot())
    await managed.inside.write('/etc/netplan/01-provider.yaml', PROVIDER, 0o600)
    await managed.must(INTERFACES)
    return managed
  }

  get inside(): Namespace {
    return this.#debian.inside
  }

  /** Runs a shell script that must succeed; its standard output. */
  async must(script: string): Promise<string> {
    return await this.inside.must('sh', ['-c', script])
  }

  /** Has dpkg install a package, with its scripts. Gives what it says. */
  async install(deb: string): Promise<string> {
    const inside = join('/root', basename(deb))
    await copyFile(deb, this.inside.outside(inside))
    return await this.must(`DEBIAN_FRONTEND=noninteractive dpkg --install ${inside} 2>&1 && rm ${inside}`)
  }

  /** What enrolment leaves behind. */
  async enrol(): Promise<void> {
    const config = { network: 'miskatonic', gateway: 'rlyeh', source: 'file:///srv/repository' }
    const keys = this.#keys.get('rlyeh')
    const key = (bytes: Uint8Array | undefined): string => `${toBase64(bytes ?? new Uint8Array())}\n`
    await this.inside.write('/etc/cygnet/runner.json', JSON.stringify(config))
    await this.inside.write('/var/lib/cygnet/trust/root.json', this.#repository.root)
    await this.inside.write('/var/lib/cygnet/keys/sign.key', key(keys?.sign.secretKey.subarray(0, 32)), 0o600)
    await this.inside.write('/var/lib/cygnet/keys/seal.key', key(keys?.seal.secretKey), 0o600)
  }

  /** Has the repository's operator vouch for a package of the runner; a release that names it serves it. */
  vouchFor(version: string, bytes: Uint8Array): RunnerRelease {
    const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64'
    return this.#repository.vouchFor('miskatonic', version, architecture, bytes)
  }

  /** Releases the network with this daemon and, as netplan's part of it, one more address on eth1. Gives the number. */
  async release(daemon: 'swanctl' | 'ipsec.conf', address: string, runner?: RunnerRelease): Promise<number> {
    const netplan = `network:\n  version: 2\n  ethernets:\n    eth1: { addresses: [${address}] }\n`
    const withAddress = (bundle: Bundle): Bundle => ({
      ...withFile(bundle, '/etc/netplan/60-cygnet.yaml', netplan),
      ...(runner && { runner }),
    })
    const bundles = compile(enrolled(topology(daemon), this.#keys))
    const release = await this.#repository.release(withGateway(bundles, 'rlyeh', withAddress))
    // The timestamp is stored last, as it was written last: a poll in between sees the release before.
    for (const [path, bytes] of this.#repository.store.objects)
      await this.inside.write(`/srv/repository/${path}`, bytes)
    return release
  }

  /** Waits until a release is in force; otherwise throws what the runner said. To ask `status` all the time would cost it a core. */
  async inForce(release: number): Promise<void> {
    await eventually(`release ${release} is in force`, 60_000, async () => {
      const { inForce } = readJournal(await readFile(this.inside.outside(JOURNAL)))
      return inForce?.release === release ? true : undefined
    }).catch(async cause => {
      throw new Error(await this.must('journalctl -u cygnet-runner -n 40 -o cat'), { cause })
    })
    expect(await this.must('cygnet-runner status')).toContain(`in force: release ${release} `)
  }

  /** Makes the next change wait in its middle, where networkd is told of it or, the first time, begins anew, until it is let go. */
  async holdChange(): Promise<{ held: () => Promise<void>; letGo: () => Promise<void> }> {
    await this.must('mv /usr/bin/networkctl /usr/bin/networkctl.real')
    await this.inside.write('/usr/bin/networkctl', WAITING_NETWORKCTL, 0o755)
    await this.inside.write(WAITING_NETWORKD.path, WAITING_NETWORKD.text)
    await this.must('systemctl daemon-reload')
    return {
      held: async () => {
        await eventually('the change is in its middle', 60_000, async () =>
          (await this.inside.run('test', ['-e', '/run/change-waits'])).code === 0 ? true : undefined,
        )
      },
      letGo: async () => {
        await this.must(`rm ${WAITING_NETWORKD.path}; mv /usr/bin/networkctl.real /usr/bin/networkctl`)
        await this.must('rm /run/change-waits; systemctl daemon-reload')
      },
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#debian[Symbol.asyncDispose]()
  }
}
