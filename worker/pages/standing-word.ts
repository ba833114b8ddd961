import type { Standing, Trouble, Words } from '../rollout/standing.ts'

/** How it is with something, as a colour; the word beside it says it again. */
export type Tone = 'well' | 'busy' | 'sick' | 'wait' | 'hand'

interface StandingWord {
  readonly tone: Tone
  readonly word: string
  /** What the gateway itself said, where it did: foreign text. */
  readonly said: Words | undefined
}

/** Where a gateway stands with a release, for people. */
export const standingWord = (standing: Standing): StandingWord => {
  switch (standing.kind) {
    case 'queued':
      return { tone: 'wait', word: 'waits for its turn', said: undefined }
    case 'pending':
      return standing.waits === undefined
        ? { tone: 'busy', word: 'is told, and has not answered yet', said: undefined }
        : { tone: 'hand', word: 'waits', said: standing.waits }
    case 'committed':
      return standing.lost === undefined
        ? { tone: 'well', word: 'runs it', said: undefined }
        : { tone: 'sick', word: `runs it without ${standing.lost.tunnels.join(', ')}`, said: undefined }
    case 'failed':
      return { tone: 'sick', word: troubleWord(standing.trouble), said: standing.trouble }
    case 'returning':
      return { tone: 'busy', word: 'goes back', said: standing.waits ?? standing.trouble }
    case 'returned':
      return { tone: 'hand', word: 'went back', said: standing.trouble }
    case 'astray':
      return { tone: 'sick', word: 'did not confirm that it went back: look at it', said: standing.why }
    default:
      return standing satisfies never
  }
}

const troubleWord = ({ kind }: Trouble): string => {
  switch (kind) {
    case 'reverted':
      return 'tried it and took it back'
    case 'refused':
      return 'refused it'
    case 'silent':
      return 'says nothing'
    case 'cut':
      return 'lost a tunnel'
    case 'left':
      return 'runs something else again'
    case 'lossy':
      return 'loses packets in a tunnel'
    default:
      return kind satisfies never
  }
}
