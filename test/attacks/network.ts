import type { Bundle } from '../../schema/wire/bundle.ts'
import { publicKeyOf, signBytes } from '../../schema/wire/ed25519.ts'
import type { TargetCustom } from '../../schema/wire/repository.ts'
import type { Signer } from '../../worker/release/signer.ts'

/** A signer whose key follows from a word: the same in every run. */
export const signerNamed = (word: string): Signer => {
  const seed = new Uint8Array(32).map((_, at) => (word.charCodeAt(at % word.length) * 7 + at) & 0xff)
  return { publicKey: publicKeyOf(seed), sign: bytes => signBytes(bytes, seed) }
}

/** A small bundle for one gateway; `note` makes another version of it. */
export const bundleFor = (gateway: string, note = 'first', network = 'miskatonic'): Bundle => ({
  cygnet: 1,
  network,
  gateway,
  daemon: 'swanctl',
  firewall: 'iptables-nft',
  every: 60,
  files: [
    { path: '/etc/sysctl.d/60-cygnet.conf', mode: 0o644, content: [`# ${note}\nnet.ipv4.ip_forward = 1\n`] },
  ],
  secrets: [],
  probes: { interfaces: [], connections: [] },
})

export const customOf = (release: number): TargetCustom => ({
  release,
  commit: release.toString(16).padStart(40, '0'),
  plan: release.toString(16).padStart(64, '0'),
})
