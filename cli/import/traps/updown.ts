import { remark } from '../word.ts'
import type { Trap } from './trap.ts'

/** A script that adds a rule at each reconnect and never looks whether it is there. */
export const updownAppend: Trap = function* ({ scripts }) {
  for (const { calls } of scripts) {
    const cleans = calls.some(({ words }) =>
      words.some(word => /^(?:-C|--check|-D|--delete|-F|--flush)$/.test(word)),
    )
    if (cleans) continue
    for (const { words, place } of calls.filter(({ words }) =>
      words.some(word => /^(?:-A|--append|-I|--insert)$/.test(word)),
    ))
      yield remark('updown-append', 'warning', place, {
        message:
          'the chain grows by one rule at every reconnect: the script adds and never asks whether the rule is there, nor takes it away',
        hint: 'mended: cygnet keeps chains of its own; the script is no longer called, and can go',
        value: words.slice(0, 12).join(' '),
      })
  }
}

/** A script on the remote side, which nobody ever runs. */
export const updownNeverRuns: Trap = function* ({ connections }) {
  for (const { deadUpdown } of connections.flatMap(({ children }) => children)) {
    if (deadUpdown === undefined) continue
    yield remark('updown-never-runs', 'warning', deadUpdown.place, {
      message: 'this script never runs: strongSwan calls the updown of its own side only',
      hint: 'mended: it is left out; what it was meant to do is not in the topology',
      value: deadUpdown.text,
    })
  }
}
