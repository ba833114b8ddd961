import type { SettingsText } from '../document/tunnel.ts'
import type { CodedFinding } from '../finding.ts'
import type { Path } from '../topology.ts'
import type { Tunnel, TunnelEnd, TunnelSecret } from '../tunnel.ts'

const DEFAULT_IKE = ['aes256gcm16-prfsha384-ecp384', 'aes256-sha256-modp2048']
const DEFAULT_ESP = ['aes256gcm16-ecp384', 'aes256-sha256-modp2048']
const HOUR = 3600

/** A tunnel's settings with their defaults. */
export const tunnelSettings = (
  at: Path,
  text: Omit<SettingsText, 'start'>,
  ends: readonly [TunnelEnd, TunnelEnd],
  findings: CodedFinding[],
): Omit<Tunnel, 'at' | 'name' | 'origin' | 'ends'> => ({
  secret: secretOf(at, text, ends, findings),
  ike: text.ike?.map(proposal => proposal.text) ?? DEFAULT_IKE,
  esp: text.esp?.map(proposal => proposal.text) ?? DEFAULT_ESP,
  rekey: { ike: text.rekey?.ike ?? 4 * HOUR, child: text.rekey?.child ?? HOUR },
  reauth: text.reauth,
  dpd: { delay: text.dpd?.delay ?? 30, action: text.dpd?.action },
  close: text.close,
  mss: text.mss ?? 'auto',
})

/** Only two gateways that cygnet runs can derive a key; a peer's has to be agreed with whoever runs it, and sealed. */
const secretOf = (
  at: Path,
  { secret, epoch }: Pick<SettingsText, 'secret' | 'epoch'>,
  ends: readonly [TunnelEnd, TunnelEnd],
  findings: CodedFinding[],
): TunnelSecret => {
  if (secret?.kind === 'sealed') return secret
  const peer = ends.find(({ kind }) => kind === 'peer')
  const gateway = ends.find(({ kind }) => kind === 'gateway')
  if (peer !== undefined)
    findings.push({
      code: 'secret-underived',
      severity: 'error',
      at: secret === undefined ? at : [...at, 'secret'],
      onKey: secret === undefined,
      because: [[...at, 'secret']],
      message: `authentication fails: ${peer.name} is not run by cygnet, so it cannot derive the key that ${gateway?.name ?? 'the other end'} would`,
      hint: `agree on a key with whoever runs ${peer.name}, seal it with cygnet secret seal ${peer.name}-psk, and write secret: sealed/${peer.name}-psk`,
    })
  return { kind: 'derived', epoch: epoch ?? 1 }
}
