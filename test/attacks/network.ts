import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import type { Bundle } from '../../schema/wire/bundle.ts'
import type { TargetCustom } from '../../schema/wire/repository.ts'
import type { Signer } from '../../worker/release/signer.ts'

/** What stands before the 32 bytes of a seed in PKCS#8 (RFC 8410 §7), and before those of a public key in SPKI. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')
const SPKI_PREFIX_BYTES = 12

/** A signer whose key follows from a word: the same in every run. By Node's own Ed25519, which is faster. */
export const signerNamed = (word: string): Signer => {
  const seed = new Uint8Array(32).map((_, at) => (word.charCodeAt(at % word.length) * 7 + at) & 0xff)
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX_BYTES)
  return { publicKey, sign: bytes => sign(null, bytes, key) }
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
