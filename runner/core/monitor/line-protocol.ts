/** One point of a series of InfluxDB. */
export interface Point {
  readonly measurement: string
  /** What the series is known by. One that is undefined or empty is left out: the protocol has no empty value. */
  readonly tags: Readonly<Record<string, string | undefined>>
  /** At least one. A bigint is written as an integer. */
  readonly fields: Readonly<Record<string, number | bigint | string | undefined>>
  /** Milliseconds since 1970. */
  readonly at: number
}

/**
 * A point as a line of InfluxDB's line protocol, in milliseconds (`precision=ms`), with its line feed. Tags are sorted, so that the same point is the
 * same bytes; with the same series and time it replaces itself, however often it is sent.
 */
export const lineOf = ({ measurement, tags, fields, at }: Point): string => {
  const series = [nameText(measurement, /[, ]/g)]
  for (const [key, value] of Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)))
    if (value !== undefined && value !== '')
      series.push(`${nameText(key, TAG_MARKS)}=${nameText(value, TAG_MARKS)}`)
  const values: string[] = []
  for (const [key, value] of Object.entries(fields))
    if (value !== undefined) values.push(`${nameText(key, TAG_MARKS)}=${valueText(value)}`)
  return `${series.join(',')} ${values.join(',')} ${Math.round(at)}\n`
}

const TAG_MARKS = /[,= ]/g

/**
 * The marks of the protocol get a backslash before them. A backslash itself cannot be escaped there, and at the end it would escape what follows;
 * a line feed ends the line for some versions: both become a mark that means nothing.
 */
const nameText = (text: string, marks: RegExp): string =>
  plain(text).replaceAll('\\', '/').replaceAll(marks, '\\$&')

const valueText = (value: number | bigint | string): string => {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'bigint') return `${value}i`
  return `"${plain(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

const plain = (text: string): string => text.replaceAll(/[\n\r\0]/g, '?')
