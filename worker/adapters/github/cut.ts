const encoder = new TextEncoder()

/**
 * A text of at most so many bytes of UTF-8: GitHub says characters, and counts bytes. What is longer ends at the end of a
 * line, or at least of a character, and says that it was cut. The last resort: what is meant to be read whole is fitted
 * before it comes here.
 */
export const cutTo = (limit: number, text: string): string => {
  const bytes = encoder.encode(text)
  if (bytes.length <= limit) return text
  const room = bytes.subarray(0, limit - encoder.encode(NOTE).length)
  // A decoder that expects more leaves out a character that is not all there.
  const kept = new TextDecoder().decode(room, { stream: true })
  const line = kept.lastIndexOf('\n')
  return `${line > kept.length / 2 ? kept.slice(0, line) : kept}${NOTE}`
}

const NOTE = '\n\n**This is not all of it**: it was cut to what fits here.\n'
