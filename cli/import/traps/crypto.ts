import type { Problem } from '../../../schema/problem.ts'
import { weaknessOf } from '../../../schema/topology/grammar/algorithms.ts'
import { parseProposal } from '../../../schema/topology/grammar/proposal.ts'
import type { Proposals } from '../model/connection.ts'
import { remark } from '../word.ts'
import type { Trap } from './trap.ts'

/** The word of a proposal that protects nothing any more. */
export const weakWordIn = (proposal: string): string | undefined =>
  proposal.split('-').find(word => weaknessOf(word) !== undefined)

/** Proposals with algorithms that are broken, and those that no strongSwan understands. Each once for each place. */
export const weakCrypto: Trap = function* ({ connections }) {
  const seen = new Set<string>()
  for (const { ike, children } of connections)
    for (const [proposals, protocol] of [
      [ike, 'ike'],
      ...children.map(({ esp }) => [esp, 'esp'] as const),
    ] as const)
      for (const problem of weakIn(proposals, protocol)) {
        const key = JSON.stringify([problem.code, problem.place])
        if (!seen.has(key)) yield problem
        seen.add(key)
      }
}

function* weakIn(proposals: Proposals | undefined, protocol: 'ike' | 'esp'): Iterable<Problem> {
  for (const { text, place } of proposals?.list ?? []) {
    const word = weakWordIn(text)
    const parsed = parseProposal(text, protocol)
    if (word !== undefined)
      yield remark('weak-crypto', 'warning', place, {
        message: `what this tunnel carries can be read or altered by others: ${word} is offered, and ${weaknessOf(word)}`,
        hint: 'left out as soon as both ends are gateways of the topology; a peer keeps it, and cygnet check refuses it there',
        value: text,
      })
    else if (!('words' in parsed))
      yield remark(parsed.code, 'error', place, {
        message: parsed.message,
        hint: `it stays as it is in the topology, and is refused there: ${parsed.hint}`,
        value: text,
      })
  }
}
