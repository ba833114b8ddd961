import type { Problem } from './problem.ts'

const CLOCK = 'what does timedatectl say? once the clock is right, the next poll goes on by itself'

/** What a person can do about a problem, where this runner knows. */
export const hintFor = ({ code, message }: Problem): string | undefined => {
  if (code.startsWith('expired-'))
    return `either the control plane has stopped to renew, or this gateway's clock is wrong: ${CLOCK}`
  if (/certificate (has expired|is not yet valid)/.test(message)) return CLOCK
  if (code === 'strongswan-down')
    return 'systemctl start strongswan (with daemon: ipsec.conf, strongswan-starter); the next poll tries again'
  return undefined
}
