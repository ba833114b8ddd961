/** A report is refused above this many bytes, before it is parsed. */
export const MAX_REPORT_BYTES = 256 * 1024

/** Lines of a diff that a report takes for one thing, characters of a line, and things in one report. */
export const DRIFT_BOUNDS = { lines: 24, line: 160, found: 12 } as const
