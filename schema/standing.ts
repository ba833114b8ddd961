import * as z from 'zod'

/**
 * Where a gateway stands with the newest release. queued: its turn has not come. reverted, refused, silent, cut, left, lossy: why it is
 * sick. returning, returned, astray: told to go back, went back, did not confirm it. unchanged: the release leaves it alone.
 */
export const StandingName = z.enum([
  'queued',
  'pending',
  'committed',
  'reverted',
  'refused',
  'silent',
  'cut',
  'left',
  'lossy',
  'returning',
  'returned',
  'astray',
  'unchanged',
  'not-in-release',
])
export type StandingName = z.infer<typeof StandingName>

/** How it is with something, for a colour; the word beside it says it again. */
export type Tone = 'well' | 'busy' | 'sick' | 'wait' | 'hand'

/** Each of them for people, on a page, on a check and in a terminal. */
export const STANDING_WORDS: Readonly<Record<StandingName, { readonly tone: Tone; readonly word: string }>> =
  {
    queued: { tone: 'wait', word: 'waits for its turn' },
    pending: { tone: 'busy', word: 'is told, and has not answered yet' },
    committed: { tone: 'well', word: 'runs it' },
    reverted: { tone: 'sick', word: 'tried it and took it back' },
    refused: { tone: 'sick', word: 'refused it' },
    silent: { tone: 'sick', word: 'says nothing' },
    cut: { tone: 'sick', word: 'lost a tunnel' },
    left: { tone: 'sick', word: 'runs something else again' },
    lossy: { tone: 'sick', word: 'loses packets in a tunnel' },
    returning: { tone: 'busy', word: 'goes back' },
    returned: { tone: 'hand', word: 'went back' },
    astray: { tone: 'sick', word: 'did not confirm that it went back: look at it' },
    unchanged: { tone: 'well', word: 'is left alone' },
    'not-in-release': { tone: 'wait', word: 'is not part of it' },
  }
