import * as z from 'zod/mini'

/** A line of `journalctl -o json`: a message that is no text, or a long one, comes as a list of bytes or null. */
const Entry = z.object({
  MESSAGE: z.string().check(z.maxLength(4096)),
  __REALTIME_TIMESTAMP: z.string().check(z.regex(/^\d{1,16}$/)),
})

/** What somebody logged and when (milliseconds since 1970); undefined for what cannot be read. */
export const readJournalEntry = (
  line: string,
): { readonly message: string; readonly at: number } | undefined => {
  try {
    const entry = Entry.parse(JSON.parse(line))
    return { message: entry.MESSAGE, at: Math.floor(Number(entry.__REALTIME_TIMESTAMP) / 1000) }
  } catch {
    return undefined
  }
}
