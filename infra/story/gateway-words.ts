import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { Cast } from './cast.ts'
import { StoryError } from './narrator.ts'

type Gateway = ReturnType<Cast['lab']['gateway']>

/** Runs a program in a gateway and gives its output. Throws with its words when it fails. */
export const inGateway = async (gateway: Gateway, ...argv: string[]): Promise<string> => {
  const { code, stdout, stderr } = await gateway.exec(argv)
  if (code !== 0) throw new StoryError(`${gateway.name}: ${argv.join(' ')}: ${stderr || stdout}`)
  return stdout
}

const Status = z.object({
  inForce: z.object({ digest: z.string(), release: z.number() }).nullish(),
})

/** What `cygnet-runner status` says is in force; undefined before the first commit. */
export const inForce = async (gateway: Gateway): Promise<{ digest: string; release: number } | undefined> =>
  Status.parse(JSON.parse(await inGateway(gateway, 'cygnet-runner', 'status', '--format', 'json'))).inForce ??
  undefined

/** What the runner said last in the gateway's journal, for whoever wonders why nothing happens. */
export const lastWords = (gateway: Gateway): Promise<string> =>
  inGateway(gateway, 'journalctl', '-u', 'cygnet-runner', '-n', '12', '--no-pager', '-o', 'cat')

/** One digest over everything that cygnet could have changed: managed files, loaded connections, chains, addresses. */
export const fingerprint = async (gateway: Gateway): Promise<string> => {
  const script = [
    'find /etc/netplan /etc/swanctl /etc/strongswan.d /etc/cygnet /etc/sysctl.d /etc/systemd -type f -exec sha256sum {} +',
    'swanctl --list-conns',
    'iptables -w -S; iptables -w -t nat -S; iptables -w -t mangle -S',
    'ip -o address; ip route',
  ].join('; ')
  const seen = await inGateway(gateway, 'sh', '-c', `${script} | grep -v valid_lft`)
  return createHash('sha256').update(seen).digest('hex')
}

/** Bytes that the kernel has put through its ESP states, both ways. */
export const espBytes = async (gateway: Gateway): Promise<number> => {
  const text = await inGateway(gateway, 'ip', '-s', 'xfrm', 'state')
  const counted = [...text.matchAll(/lifetime current:\s+(\d+)\(bytes\)/g)]
  return counted.reduce((sum, match) => sum + Number(match[1]), 0)
}

/** Where packets may have gone: what the kernel's IPsec counted as errors, and when who did what in the last two minutes. */
export const whereabouts = async (gateway: Gateway): Promise<string> => {
  const script = [
    "grep -v ' 0$' /proc/net/xfrm_stat",
    'ip -s xfrm state | grep -A1 -E "replay-window|stats"',
    'journalctl -b -o short-unix --no-pager --since=-2min -n 200',
  ].join('; ')
  return `${gateway.name}: ${(await gateway.exec(['sh', '-c', script], { timeout: 60_000 })).stdout}`
}
