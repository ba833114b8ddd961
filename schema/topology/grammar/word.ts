import * as z from 'zod'
import { type Fault, raise } from './fault.ts'

/** Text that a pattern accepts as a whole; anything else is a fault in the word's own terms. */
export const word = (pattern: RegExp, fault: (value: string) => Fault) =>
  z
    .string()
    .superRefine((value, context) => {
      if (!pattern.test(value)) raise(context, fault(value))
    })
    .meta({ pattern: pattern.source })

/** Reads text into a value by `parse`; undefined is a fault. `pattern` is what an editor can say of it while it is typed. */
export const read = <T>(
  parse: (text: string) => T | undefined,
  fault: (value: string) => Fault,
  pattern: RegExp,
) =>
  z
    .string()
    .transform((value, context): T => {
      const parsed = parse(value)
      if (parsed !== undefined) return parsed
      raise(context, fault(value))
      return z.NEVER
    })
    .meta({ pattern: pattern.source })

/** What names are refused with: they become parts of files, sections and roles. */
export const grammarFault = (what: string, hint: string) => (): Fault => ({
  code: 'name-grammar',
  message: `${what} becomes part of file names, sections and signed roles, where this would not survive`,
  hint,
})
