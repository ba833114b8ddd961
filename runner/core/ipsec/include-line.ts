/** The files of the starter that are somebody else's, the line that each gets, and the mode of one that did not exist. */
export const INCLUDES = [
  { path: '/etc/ipsec.conf', line: 'include /etc/ipsec.d/cygnet.conf', mode: 0o644 },
  { path: '/etc/ipsec.secrets', line: 'include /etc/ipsec.d/cygnet.secrets', mode: 0o600 },
] as const

/** How a file begins that was only made to hold the line, so that it goes with it. */
export const MADE_BY_US = '# Made by cygnet, because there was none.\n'

/**
 * A text with exactly one such line, or with none; the rest is left byte for byte. One that is there stays where it is. The
 * line goes last: in ipsec.conf an include between the settings of a section would end it.
 */
export const withLine = (text: string, line: string, wanted: boolean): string => {
  const has = linesOf(text).filter(candidate => isLine(candidate, line)).length
  if (has === (wanted ? 1 : 0)) return text
  const without = linesOf(text)
    .filter(candidate => !isLine(candidate, line))
    .join('')
  if (!wanted) return without
  return `${without}${without === '' || without.endsWith('\n') ? '' : '\n'}${line}\n`
}

/** Lines with their ends. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? []

const isLine = (candidate: string, line: string): boolean => candidate.trim().replace(/\s+/g, ' ') === line
