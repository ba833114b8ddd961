/** Words of one command as a shell or iptables-save would part them; variables stay as they are, and nothing is run. */
export const shellWords = (line: string): string[] => {
  const words: string[] = []
  let word: string | undefined
  for (const [, double, single, escaped, blank, plain] of line.matchAll(TOKENS)) {
    if (blank === undefined)
      word = (word ?? '') + (double?.replaceAll(/\\(["\\$`])/g, '$1') ?? single ?? escaped ?? plain ?? '')
    else if (word !== undefined) {
      words.push(word)
      word = undefined
    }
  }
  if (word !== undefined) words.push(word)
  return words
}

/** In quotes, in single quotes, behind a backslash, blanks, or anything else. */
const TOKENS = /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)|([ \t\r]+)|([^ \t\r"'\\]+|["'\\])/g
