import type { Problem } from './problem.ts'

const GOES_ON = 'the next poll goes on by itself'
const CLOCK = `what does timedatectl say? once the clock is right, ${GOES_ON}`

/** What a person can do about a problem, where this runner knows. */
export const hintFor = ({ code, message }: Problem): string | undefined => {
  if (code.startsWith('expired-'))
    return `either the control plane has stopped to renew, or this gateway's clock is wrong: ${CLOCK}`
  if (/certificate (has expired|is not yet valid)/.test(message)) return CLOCK
  if (code === 'strongswan-down')
    return 'systemctl start strongswan (with daemon: ipsec.conf, strongswan-starter); the next poll tries again'
  if (/EROFS|[Rr]ead-only file system/.test(message))
    return `dmesg says why a disk became read-only; once it is not, ${GOES_ON}`
  if (code === 'disk-full' || /ENOSPC|No space left on device/.test(message))
    return `make room: df -h and df -i say where there is none; then ${GOES_ON}`
  if (code.startsWith('disk-')) return `what do dmesg and findmnt say of that disk? once it works, ${GOES_ON}`
  return undefined
}
