/** A piece of text that can be cut between lines: what opens it and what closes it stay together. */
export interface Block {
  readonly open: string
  readonly lines: readonly string[]
  readonly close: string
}

const encoder = new TextEncoder()
const sizeOf = (text: string): number => encoder.encode(text).length
const textOf = ({ open, lines, close }: Block): string => open + lines.join('') + close

/** Bytes of UTF-8 of all the blocks, whole. */
export const sizeOfAll = (blocks: readonly Block[]): number =>
  blocks.reduce((sum, block) => sum + sizeOf(textOf(block)), 0)

/**
 * The blocks one after the other, whole if they fit into `limit` bytes of UTF-8. Otherwise as many lines as fit together
 * with `note`, which then comes last; the block that was cut is closed, later ones are left out. A limit too small even
 * for the note gives nothing at all.
 */
export const fitted = (blocks: readonly Block[], limit: number, note: string): string => {
  if (sizeOfAll(blocks) <= limit) return blocks.map(textOf).join('')
  const room = limit - sizeOf(note)
  return room < 0 ? '' : cut(blocks, room) + note
}

const cut = (blocks: readonly Block[], limit: number): string => {
  let text = ''
  let room = limit
  for (const { open, lines, close } of blocks) {
    const frame = sizeOf(open) + sizeOf(close)
    const kept = linesThatFit(lines, room - frame)
    if (frame <= room && (kept.length > 0 || lines.length === 0)) text += open + kept.join('') + close
    if (frame > room || kept.length < lines.length) return text
    room = limit - sizeOf(text)
  }
  return text
}

const linesThatFit = (lines: readonly string[], room: number): readonly string[] => {
  let left = room
  const end = lines.findIndex(line => (left -= sizeOf(line)) < 0)
  return end < 0 ? lines : lines.slice(0, end)
}
