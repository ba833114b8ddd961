/** Why something did not work, as it is reported: a stable code and the words of the tool that failed. */
export interface Problem {
  readonly code: string
  readonly message: string
}

/** The longest message that a report takes (schema/wire/report.ts). */
const MAX_WORDS = 4096

/** A problem that fits into a report: the code cut to 64 characters, the words to 4096, their tail kept. */
export const problem = (code: string, message: string): Problem => ({
  code: code.slice(0, 64),
  message: message.length > MAX_WORDS ? `…${message.slice(1 - MAX_WORDS)}` : message,
})

/** Several as one, under the code of the first; undefined when there is none. */
export const together = (found: readonly Problem[]): Problem | undefined =>
  found[0] && problem(found[0].code, found.map(({ message }) => message).join('; '))

/** One key per distinct problem, so that the same one is not reported at every poll. */
export const problemKey = (found: Problem): string => `${found.code}: ${found.message}`
