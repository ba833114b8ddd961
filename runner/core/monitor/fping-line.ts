/** What fping says of one echo request. */
export interface FpingLine {
  readonly to: string
  /** Counts up from 0 for each target, also those that it could not send. */
  readonly index: number
  /** Milliseconds since 1970 at which it was answered or given up. */
  readonly at: number
  /** Milliseconds; undefined: nobody answered in time. */
  readonly rtt: number | undefined
}

/** `[1795688698.86373] 10.2.0.1  : [0], 64 bytes, 0.069 ms (0.069 avg, 0% loss)`, or `timed out` instead. */
const LINE =
  /^\[(\d{1,12}\.\d{1,9})\] ([0-9A-Fa-f:.]{2,45}) *: \[(\d{1,9})\], (?:\d{1,6} bytes, (\d{1,8}(?:\.\d{1,6})?) ms|timed out)(?= |$)/

/** Reads a line of `fping -l -D`; undefined for all that says nothing of an echo request, such as a duplicate. */
export const readFpingLine = (line: string): FpingLine | undefined => {
  const [, at, to, index, rtt] = LINE.exec(line) ?? []
  if (at === undefined || to === undefined || index === undefined) return undefined
  return {
    to,
    index: Number(index),
    at: Number(at) * 1000,
    rtt: rtt === undefined ? undefined : Number(rtt),
  }
}

/** `10.2.0.1 : 0.069`, with `-` for what was not answered: whether any was, of what `fping -C` asked this target. */
export const readFpingCounts = (text: string): ReadonlyMap<string, number | undefined> =>
  new Map(
    text.split('\n').flatMap(line => {
      const [, to, times] = COUNTS.exec(line) ?? []
      if (to === undefined || times === undefined) return []
      const rtt = times.split(' ').find(time => time !== '-')
      return [[to, rtt === undefined ? undefined : Number(rtt)] as const]
    }),
  )

const COUNTS = /^([0-9A-Fa-f:.]{2,45}) *: ((?:-|\d{1,8}(?:\.\d{1,6})?)(?: (?:-|\d{1,8}(?:\.\d{1,6})?)){0,9})$/
