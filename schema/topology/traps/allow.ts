import type { Trap } from '../trap.ts'

/** What can be wrong with `allow` itself. */
export const ALLOW_TRAPS: readonly Trap[] = [
  {
    code: 'allow-unknown',
    level: 'error',
    trap: {
      when: '`allow` names a code that there is not',
      observe: 'nothing is silenced',
      why: 'the code is mistyped',
      write: 'the code as the finding shows it, between brackets',
    },
  },
  {
    code: 'allow-refused',
    level: 'error',
    trap: {
      when: '`allow` names a code that cannot be silenced',
      observe: 'the finding stays',
      why: 'no reason makes such a network work; `allow` is for what works and is unwise',
      write: 'the topology so that the finding goes, and `allow` without the code',
    },
  },
  {
    code: 'allow-reason',
    level: 'error',
    trap: {
      when: 'the reason is shorter than ten characters, or longer than three hundred',
      observe: 'in a year nobody knows whether the exception is still needed',
      why: 'the reason is for whoever comes next',
      write: 'why it has to be, and until when: `"the office router speaks nothing else, replaced by March"`',
    },
  },
  {
    code: 'allow-unused',
    level: 'warning',
    trap: {
      when: '`allow` silences nothing',
      observe: 'an exception that nobody needs waits for a trap to fall in unseen',
      why: 'what it was for was mended, or it stands in another place than the finding',
      write: 'the topology without it, or move it to the place that the finding names',
    },
  },
]
