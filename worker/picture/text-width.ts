/**
 * About how wide text is, in pixels, in whichever sans-serif or monospaced face a viewer has: nothing here can measure
 * type, so this errs on the wide side (DejaVu Sans).
 */
export const sansWidth = (text: string, size: number): number => {
  let ems = 0
  for (const character of text) ems += widthOf(character)
  return Math.ceil(ems * size)
}

/** The same for a monospaced face: all known ones are 0.6 em wide. */
export const monoWidth = (text: string, size: number): number =>
  Math.ceil(Array.from(text).length * 0.605 * size)

const widthOf = (character: string): number => {
  if (/[ijl.,:;|'!]/.test(character)) return 0.32
  if (/[frt ()/[\]·-]/.test(character)) return 0.41
  if (/[mwMW@%]/.test(character)) return 0.92
  return /[A-Z]/.test(character) ? 0.7 : 0.6
}

/** At most so many characters, the last of them an ellipsis where some were left out. */
export const shortened = (text: string, most: number): string => {
  const characters = Array.from(text)
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`
}
