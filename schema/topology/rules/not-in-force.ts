import type { Rule } from '../finding.ts'

/** What this version reads and checks, and does not act on yet. */
export const notInForce: Rule = {
  code: 'not-in-force',
  level: 'warning',
  trap: {
    when: '`monitor` is written',
    observe: 'nothing is measured',
    why: 'this version of cygnet reads the key and does not act on it yet',
    write: 'keep it out until you run a version that does, or `allow` the finding and know that it is so',
  },
  *check({ monitor }) {
    if (monitor === undefined) return
    yield {
      severity: 'warning',
      at: ['monitor'],
      onKey: true,
      message: 'nothing is measured: this version of cygnet reads monitor and does not act on it yet',
      hint: 'take it out, or know that it has no effect yet',
    }
  },
}
