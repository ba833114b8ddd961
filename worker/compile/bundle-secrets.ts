import type { BundleSecret } from '../../schema/wire/bundle-secret.ts'
import type { Connection } from './host/connection.ts'
import { type DialIn, type Guest, keyId } from './host/dial-in.ts'
import type { HostConfig } from './host/host-config.ts'
import { TOKEN } from './host/monitor.ts'

/** What the gateway has to derive, open or find before it can write its files, sorted by id. */
export const bundleSecrets = ({ connections, dialIns, measuring }: HostConfig): BundleSecret[] =>
  [
    ...connections.map(tunnelKey),
    ...dialIns.flatMap(dialIn => [serverKey(dialIn), ...dialIn.guests.map(password)]),
    ...(measuring?.token ? [{ id: TOKEN, kind: 'sealed' as const, ...measuring.token }] : []),
  ].sort((a, b) => (a.id < b.id ? -1 : 1))

const tunnelKey = ({ name, secret }: Connection): BundleSecret =>
  secret.kind === 'derived'
    ? { id: name, kind: 'derived', tunnel: name, epoch: secret.epoch, peer: secret.peerKey }
    : { id: name, kind: 'sealed', name: secret.name, holds: secret.holds, box: secret.box }

const password = ({ name, secret: { name: sealed, holds, box } }: Guest): BundleSecret => ({
  id: name,
  kind: 'sealed',
  name: sealed,
  holds,
  box,
})

const serverKey = (dialIn: DialIn): BundleSecret => {
  const { key } = dialIn
  return key.kind === 'held'
    ? { id: keyId(dialIn), kind: 'held', key: key.key }
    : { id: keyId(dialIn), kind: 'sealed', name: key.name, holds: key.holds, box: key.box }
}
