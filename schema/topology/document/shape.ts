import * as z from 'zod'
import type { Path } from '../topology.ts'

/** The keys that a map at `path` may have, for suggestions; empty where people choose the keys themselves. */
export const keysAt = (schema: z.core.$ZodType, path: Path): readonly string[] => {
  const inner = unwrapped(schema)
  if (inner === undefined) return []
  const [step, ...rest] = path
  if (inner instanceof z.ZodObject) {
    const shape: Record<string, z.core.$ZodType | undefined> = inner.shape
    const next = step === undefined ? undefined : shape[step]
    if (step === undefined) return Object.keys(shape)
    return next === undefined ? [] : keysAt(next, rest)
  }
  if (inner instanceof z.ZodRecord) return step === undefined ? [] : keysAt(inner.valueType, rest)
  if (inner instanceof z.ZodArray) return step === undefined ? [] : keysAt(inner.element, rest)
  if (inner instanceof z.ZodUnion) return inner.options.flatMap(form => keysAt(form, path))
  return []
}

const unwrapped = (schema: z.core.$ZodType): z.core.$ZodType | undefined =>
  schema instanceof z.ZodOptional ? unwrapped(schema.unwrap()) : schema
