import * as z from 'zod'
import { raise } from './fault.ts'

/** A key of the language that a later version reads. Today it is refused, never ignored; then its shape goes here. */
export const laterKey = () =>
  z
    .unknown()
    .superRefine((_, context) => {
      raise(context, {
        code: 'not-yet-known',
        message:
          'this key is not yet known to this version of cygnet, which would leave it out of every gateway',
        hint: 'take it out until you run a version that reads it',
      })
    })
    .optional()

/** A choice of words, some of which a later version reads. */
export const laterWord = <const Now extends string, const Later extends string>(
  now: readonly Now[],
  later: readonly Later[],
) =>
  z.enum([...now, ...later]).transform((value, context): Now => {
    const known = now.find(word => word === value)
    if (known !== undefined) return known
    raise(context, {
      code: 'not-yet-known',
      message:
        'this word is not yet known to this version of cygnet, which could not write such a configuration',
      hint: `write ${now.join(' or ')}`,
    })
    return z.NEVER
  })
