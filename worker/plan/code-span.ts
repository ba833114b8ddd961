import { visible } from './visible.ts'

/** Our own words with values between backticks: words as they are, values as code. */
export const sentence = (words: string): string =>
  words
    .split('`')
    .map((part, index) => (index % 2 === 1 ? code(part) : part))
    .join('')

/** A code span that nothing ends early, also inside a table: GitHub neither links nor calls anybody in code. */
export const code = (text: string): string => {
  const shown = visible(text).replaceAll('\n', '\\n').replaceAll('|', '\\|')
  const fence = '`'.repeat(longestRun(shown) + 1)
  const room = shown.startsWith('`') || shown.endsWith('`') ? ' ' : ''
  return `${fence}${room}${shown}${room}${fence}`
}

/** How many backticks follow each other at most. */
export const longestRun = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
