import type { Trap } from '../trap.ts'

/** What can be wrong with keys and values as such, and with secrets among them. */
export const SHAPE_TRAPS: readonly Trap[] = [
  {
    code: 'unknown-key',
    level: 'error',
    trap: {
      when: 'a key is none of the language: mistyped, or of another tool',
      observe: 'what stands there would have no effect',
      why: 'a setting that is ignored in silence is found out at the worst moment; ipsec.conf does that',
      write: 'the key that was meant; the message names the nearest one',
    },
  },
  {
    code: 'missing-key',
    level: 'error',
    trap: {
      when: 'a key is missing that has no sensible default',
      observe: 'nothing around it can be compiled',
      why: 'cygnet does not guess addresses, subnets or interfaces',
      write: 'the key; the message says what belongs there',
    },
  },
  {
    code: 'wrong-type',
    level: 'error',
    trap: {
      when: 'text stands where a number belongs, a map where a list belongs, and the like',
      observe: 'nothing around it can be compiled',
      why: 'YAML decides what a value is by how it is written: `no` and `1e3` are text only between quotes',
      write: 'the kind of value that the message names',
    },
  },
  {
    code: 'wrong-value',
    level: 'error',
    trap: {
      when: 'a value is of the right kind and not one of those that are possible',
      observe: 'nothing around it can be compiled',
      why: 'a word that a daemon does not know is ignored by one and fatal for another',
      write: 'one of the values that the message lists',
    },
  },
  {
    code: 'secret-plain',
    level: 'error',
    trap: {
      when: 'something looks like a secret: a key, a password, a token, in a value or in a comment',
      observe: 'everybody who can read the repository, now or later, has it',
      why: 'Git forgets nothing, and copies of it are everywhere',
      write: '`secret: derived`, or seal it: `cygnet secret seal`; and change it wherever it is in use',
    },
  },
  {
    code: 'sealed-file',
    level: 'error',
    trap: {
      when: 'a file of `secrets/` is not as `cygnet secret seal` wrote it',
      observe: 'no gateway can open it',
      why: 'it was edited, cut or merged by hand',
      write: 'seal the secret again',
    },
  },
  {
    code: 'runner-file',
    level: 'error',
    trap: {
      when: 'a file of `runners/` is not as `cygnet runner publish` wrote it',
      observe: 'no gateway gets that version',
      why: 'it was edited, cut or merged by hand, or has the name of another version',
      write: 'publish the packages again',
    },
  },
]
