/** Names and values of labels; one whose value is undefined is left out, which to Prometheus is the same as empty. */
export type Labels = Readonly<Record<string, string | undefined>>

export interface Reading {
  readonly labels: Labels
  readonly value: number
}

/** All series of one name. */
export interface Family {
  /** `[a-zA-Z_:][a-zA-Z0-9_:]*`, by the conventions: its unit at its end, `_total` for a counter. */
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge'
  readonly readings: readonly Reading[]
}

/** What a server of this format says that it sends. */
export const EXPOSITION_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * Prometheus' text format 0.0.4: of each family what it is, then its readings. A family without readings is left out. Label values
 * and helps are escaped by the format's own rules: backslash, line feed, and in values the quotation mark.
 */
export const expositionText = (families: readonly Family[]): string =>
  families
    .filter(({ readings }) => readings.length > 0)
    .map(({ name, help, type, readings }) => {
      const lines = readings.map(({ labels, value }) => `${name}${labelText(labels)} ${numberText(value)}\n`)
      return `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${type}\n${lines.join('')}`
    })
    .join('')

const labelText = (labels: Labels): string => {
  const pairs: string[] = []
  for (const [name, value] of Object.entries(labels))
    if (value !== undefined) pairs.push(`${name}="${escaped(value).replaceAll('"', '\\"')}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')

/** As Go reads it: an exponent is fine, infinity has another name. */
const numberText = (value: number): string =>
  Number.isFinite(value) || Number.isNaN(value) ? String(value) : value > 0 ? '+Inf' : '-Inf'
