import * as z from 'zod/mini'
import { SectionName } from './names.ts'

/** A CHILD of a connection, as a gateway sees it. */
export const ChildState = z.strictObject({
  connection: SectionName,
  child: SectionName,
  /** up: a CHILD SA is installed. trap: the policy waits for traffic. down: neither. */
  state: z.enum(['up', 'trap', 'down']),
})

export type ChildState = z.infer<typeof ChildState>
