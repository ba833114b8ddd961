import { RULES } from '../rules/all.ts'
import type { Trap } from '../trap.ts'
import { ALLOW_TRAPS } from './allow.ts'
import { CHANGE_TRAPS } from './changes.ts'
import { IMPORT_TRAPS } from './imports.ts'
import { REFERENCE_TRAPS } from './references.ts'
import { SHAPE_TRAPS } from './shape.ts'
import { TEXT_TRAPS } from './text.ts'
import { WORD_TRAPS } from './words.ts'

/** Every code that a check or a plan can show, explained; sorted by code. */
export const CATALOGUE: readonly Trap[] = [
  ...RULES,
  ...ALLOW_TRAPS,
  ...CHANGE_TRAPS,
  ...IMPORT_TRAPS,
  ...REFERENCE_TRAPS,
  ...SHAPE_TRAPS,
  ...TEXT_TRAPS,
  ...WORD_TRAPS,
].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0))

/** The trap with this code. */
export const trapCalled = (code: string): Trap | undefined => CATALOGUE.find(trap => trap.code === code)

const CHANGE_CODES: ReadonlySet<string> = new Set(CHANGE_TRAPS.map(({ code }) => code))
const IMPORT_CODES: ReadonlySet<string> = new Set(IMPORT_TRAPS.map(({ code }) => code))
const ALLOW_CODES: ReadonlySet<string> = new Set(ALLOW_TRAPS.map(({ code }) => code))

/** Why `allow` may not silence a trap; undefined when it may: what is only a warning, and what says so itself. */
export const refusalOf = ({ code, level, allowed }: Trap): string | undefined => {
  if (CHANGE_CODES.has(code))
    return 'it is shown for one change, and approving that change is the answer to it'
  if (IMPORT_CODES.has(code)) return 'it is about the files of a host, and no topology falls into it'
  if (ALLOW_CODES.has(code)) return 'it is about allow itself'
  if (allowed === true || level !== 'error') return undefined
  return 'no reason makes such a network work, and allow is for what works and is unwise'
}
