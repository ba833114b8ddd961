import * as z from 'zod'

/** What happens to a release as a whole: what the control plane remembers of it, and what it answers to operators. */
export const Phase = z.enum([
  /** Waves go on. */
  'rolling',
  /** Nothing more is published; what is under way goes on. */
  'paused',
  /** Sick: those of the wave that were given it go back. */
  'halting',
  /** They went back, or were given up on. Waits for a person. */
  'halted',
  /** A person wanted everybody back. */
  'rolling-back',
  'rolled-back',
  'completed',
  /** A newer release took the place of what had not started. */
  'superseded',
])
export type Phase = z.infer<typeof Phase>
