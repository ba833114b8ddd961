import { isIP } from 'node:net'
import { connect } from 'node:tls'
import * as z from 'zod'
import { jsonIn } from '../json-in.ts'
import { type Finding, fine, warning, wrong } from './finding.ts'
import type { Look } from './look.ts'

const DAY = 24 * 3600 * 1000
/** Days that a certificate should still be good for. */
const CERTIFICATE_DAYS = 10
/** Milliseconds by which two clocks may differ before it is worth a word, and before signed requests are refused. */
const SKEW = 30_000
const PATIENCE = 10_000

/** TLS as a gateway would see it. */
export const lookAtTls: Look = async ({ base, now }) => {
  const { protocol, hostname, port } = new URL(base)
  if (protocol === 'http:') return [fine('tls', 'plain HTTP, on this machine only')]
  const until = await certificateUntil(hostname, Number(port || 443)).catch(
    (error: NodeJS.ErrnoException) => error,
  )
  if (until instanceof Error)
    return [
      wrong(
        'tls',
        `${hostname} shows no certificate that holds: ${until.code ?? until.message}`,
        `openssl s_client -connect ${hostname}:${port || 443} -servername ${hostname} shows it; Cloudflare renews its own`,
      ),
    ]
  const days = Math.floor((until.getTime() - now.getTime()) / DAY)
  return [
    days >= CERTIFICATE_DAYS
      ? fine('tls', `the certificate is good for ${days} days`)
      : warning('tls', `the certificate ends in ${days} days`, 'renew it where TLS ends'),
  ]
}

const certificateUntil = (host: string, port: number): Promise<Date> =>
  new Promise((resolve, reject) => {
    const socket = connect(
      { host, port, ...(isIP(host) === 0 ? { servername: host } : {}), timeout: PATIENCE },
      () => {
        resolve(new Date(socket.getPeerCertificate().valid_to))
        socket.destroy()
      },
    )
    socket.on('error', reject)
    socket.on('timeout', () => socket.destroy(new Error('no answer')))
  })

const Health = z.object({ networks: z.array(z.string()) })

/** Is it a control plane, of this network, and do the clocks agree? */
export const lookAtHealth: Look = async ({ base, network, now, get }) => {
  const { status, bytes, date } = await get(new URL('/health', base).href)
  const health = Health.safeParse(status === 200 ? jsonIn(new TextDecoder().decode(bytes)) : undefined)
  if (!health.success)
    return [
      wrong(
        'health',
        `${base} is no control plane (${status})`,
        'npx wrangler deploy -c infra/worker/wrangler.jsonc',
      ),
    ]
  const { networks } = health.data
  return [
    networks.includes(network)
      ? fine('health', `it serves ${network}`)
      : wrong(
          'health',
          `it serves ${networks.join(', ')}, and not ${network}`,
          'put the name into NETWORKS of infra/worker/wrangler.jsonc, and deploy',
        ),
    ...(date === undefined ? [] : [skew(now, date)]),
  ]
}

const skew = (now: Date, date: Date): Finding => {
  const off = now.getTime() - date.getTime()
  const says = `your clock is ${Math.abs(Math.round(off / 1000))} s ${off < 0 ? 'behind' : 'ahead'}`
  return Math.abs(off) <= SKEW ? fine('clock', says) : wrong('clock', says, 'sudo timedatectl set-ntp true')
}
