/** Classes of characters, and how many there are of each. */
const CLASSES: readonly (readonly [RegExp, number])[] = [
  [/[a-z]/, 26],
  [/[A-Z]/, 26],
  [/\d/, 10],
  [/[^A-Za-z0-9]/, 16],
]

/** Bits that somebody would have to guess, estimated from below: words of a language count two bits for each letter. */
export const estimatedBits = (value: Uint8Array): number => {
  const text = new TextDecoder('utf-8').decode(value)
  const characters = new Set(text).size
  if (/[^\x20-\x7e]/.test(text)) return Math.floor(Math.min(value.length, new Set(value).size * 1.25) * 8)
  if (
    /^[A-Za-z]+(?:[-_ .][A-Za-z]+){0,64}[-_ .]?\d{0,4}[!?.]?$/.test(text) &&
    !/[a-z][A-Z]{2}|[A-Z][a-z][A-Z]/.test(text)
  )
    return text.length * 2
  const alphabet = CLASSES.reduce((sum, [pattern, size]) => (pattern.test(text) ? sum + size : sum), 0)
  return Math.floor(Math.min(text.length, characters * 2) * Math.log2(Math.max(alphabet, 2)))
}
