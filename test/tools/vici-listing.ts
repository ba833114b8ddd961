/** A message of the IKE daemon as `swanctl --pretty` prints it. */
export interface Listing {
  readonly [key: string]: string | readonly string[] | Listing
}

/** Every message of one type (`list-conn event`, say) in what swanctl printed. Throws on a line it does not know. */
export const readListing = (output: string, type: string): Listing[] => {
  const lines = output.split('\n').map(line => line.trim())
  const messages: Listing[] = []
  for (let next = take(lines); next !== undefined; next = take(lines)) {
    const message = /^([a-z-]+ (?:event|reply)) \{$/.exec(next)?.[1]
    if (message === undefined) throw new SyntaxError(`not a message: ${next}`)
    const listing = readSection(lines)
    if (message === type) messages.push(listing)
  }
  return messages
}

const readSection = (lines: string[]): Listing => {
  const section: Record<string, Listing[string]> = {}
  for (let line = take(lines); line !== '}'; line = take(lines)) {
    const [, name, opens, value] = /^(\S+) (?:(\{)|= (.*))$/.exec(line ?? '') ?? []
    if (name === undefined) throw new SyntaxError(`neither a value nor a section: ${line}`)
    if (name in section) throw new SyntaxError(`twice: ${name}`)
    section[name] = opens === '{' ? readSection(lines) : value === '[' ? readList(lines) : (value ?? '')
  }
  return section
}

const readList = (lines: string[]): string[] => {
  const values: string[] = []
  for (let line = take(lines); line !== ']'; line = take(lines)) {
    if (line === undefined) throw new SyntaxError('a list without an end')
    values.push(line)
  }
  return values
}

const take = (lines: string[]): string | undefined => {
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) if (line !== '') return line
  return undefined
}
