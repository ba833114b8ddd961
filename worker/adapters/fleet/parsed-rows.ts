/**
 * Parses the text of a row when it is another one than before: pages are looked at every few seconds, and a gateway reports once a
 * minute. What comes out is shared: nobody changes it.
 */
export const parsedRows = <What>(parse: (text: string) => What): ((row: string, text: string) => What) => {
  const known = new Map<string, { readonly text: string; readonly what: What }>()
  return (row, text) => {
    const before = known.get(row)
    if (before?.text === text) return before.what
    const what = parse(text)
    known.set(row, { text, what })
    return what
  }
}
