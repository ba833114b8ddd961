import type { Rule } from '../finding.ts'

/** Every trap that the language knows. */
export const RULES: readonly Rule[] = []
