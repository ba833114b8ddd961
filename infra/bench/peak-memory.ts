import { readFileSync } from 'node:fs'

/**
 * Most resident memory that this process has had at once, in MiB. Linux begins getrusage with what the parent had when it started
 * the process, so the kernel's own mark is read there.
 */
export const peakMemory = (): number => {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024
  const [, kilobytes = ''] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return Number.parseInt(kilobytes, 10) / 1024
}
