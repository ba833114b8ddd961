import type { Problem } from './problem.ts'

const GOES_ON = 'the next poll goes on by itself'
const CLOCK = `what does timedatectl say? once the clock is right, ${GOES_ON}`

/** The same for whoever typed a command that ended at once. */
export const hintToPerson = (message: string, isRoot: boolean): string | undefined => {
  if (!isRoot && /EACCES|EPERM|[Pp]ermission denied/.test(message))
    return 'run it as root: sudo cygnet-runner …'
  if (message.endsWith('enrol this gateway first'))
    return '`cygnet gateway add NAME` on a laptop prints a token, and `cygnet-runner enroll -` takes it here'
  if (message.includes('enrolment token'))
    return 'paste the whole line that `cygnet gateway add NAME` printed, then Enter and Ctrl-D'
  if (/certificate (has expired|is not yet valid)/.test(message)) return 'what does timedatectl say?'
  return undefined
}

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
