import { STANDING_WORDS, type Tone } from '../../schema/standing.ts'
import type { Standing, Words } from '../rollout/standing.ts'
import { standingName } from '../rollout/standing-name.ts'

interface StandingWord {
  readonly tone: Tone
  readonly word: string
  /** What the gateway itself said, where it did: foreign text. */
  readonly said: Words | undefined
}

/** Where a gateway stands with a release, for people. */
export const standingWord = (standing: Standing): StandingWord => {
  const plain = { ...STANDING_WORDS[standingName(standing)], said: undefined }
  switch (standing.kind) {
    case 'queued':
      return plain
    case 'pending':
      return standing.waits === undefined ? plain : { tone: 'hand', word: 'waits', said: standing.waits }
    case 'committed':
      return standing.lost === undefined
        ? plain
        : { ...plain, tone: 'sick', word: `${plain.word} without ${standing.lost.tunnels.join(', ')}` }
    case 'failed':
    case 'returned':
      return { ...plain, said: standing.trouble }
    case 'returning':
      return { ...plain, said: standing.waits ?? standing.trouble }
    case 'astray':
      return { ...plain, said: standing.why }
    default:
      return standing satisfies never
  }
}
