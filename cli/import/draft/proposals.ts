import type { Proposals } from '../model/connection.ts'
import type { ProposalsDraft } from './draft.ts'

/** Proposals of several connections that share an IKE SA, or of children that share a tunnel: the first that says something. */
export const proposalsDraft = (all: readonly (Proposals | undefined)[]): ProposalsDraft | undefined => {
  const first = all.find(proposals => proposals !== undefined && proposals.list.length > 0)
  if (first === undefined) return undefined
  return { list: [...new Set(first.list.map(({ text }) => text))].slice(0, 16), defaults: first.defaults }
}
