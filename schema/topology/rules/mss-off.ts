import type { Finding, Rule } from '../finding.ts'
import { largestSegment, pathBetween } from '../knowledge/esp.ts'
import type { Topology } from '../topology.ts'
import { oncePerPlace } from './once.ts'

/** TCP that is left to find out by itself how much less a tunnel carries. */
export const mssOff: Rule = {
  code: 'mss-off',
  level: 'warning',
  trap: {
    when: 'a tunnel has `mss: off`, or a number above what ESP leaves',
    observe: 'small answers come and large ones hang, wherever ICMP is filtered',
    why: 'TCP on both sides assumes the MTU of its own link; inside ESP fewer bytes fit, and the message that says so never arrives',
    write: 'write `mss: auto`',
  },
  *check(topology) {
    yield* oncePerPlace(overlong(topology))
  },
}

function* overlong({ tunnels }: Topology): Iterable<Finding> {
  for (const { at, mss, esp, ends } of tunnels) {
    if (mss === 'auto') continue
    const room = largestSegment(esp, pathBetween(ends))
    if (mss !== 'off' && mss <= room) continue
    const why = mss === 'off' ? 'nothing clamps the segment size' : `a segment of ${mss} bytes does not fit`
    yield {
      severity: 'warning',
      at: [...at, 'mss'],
      message: `small answers come and large ones hang wherever ICMP is filtered: ${why}, and this tunnel leaves room for ${room} bytes`,
      hint: `write mss: auto, or ${room} or less`,
    }
  }
}
