import { setTimeout } from 'node:timers/promises'
import { CommandError } from '../command-error.ts'

/** Milliseconds between two looks. */
const EVERY = 5_000

/** Home, and clear what is below: the screen does not flicker as it would when it is cleared first. */
const REDRAW = '\u001b[H\u001b[J'

/**
 * Draws what is read anew until `wait` says that it is over; on a terminal in the same place. A control plane that does
 * not answer once is told of and asked again; the first look must succeed. Throws what `read` throws then.
 */
export const watchStatus = async (
  read: () => Promise<string>,
  out: Pick<NodeJS.WriteStream, 'write' | 'isTTY'>,
  wait: () => Promise<boolean> = () => setTimeout(EVERY, true),
): Promise<void> => {
  let text = await read()
  const draw = (): void => {
    out.write(out.isTTY ? `${REDRAW}${text}\n` : `${text}\n\n`)
  }
  draw()
  while (await wait()) {
    text = await read().catch((error: unknown) => {
      if (!(error instanceof CommandError)) throw error
      return `${text.replace(/\n\nnot heard: .*$/s, '')}\n\nnot heard: ${error.message}`
    })
    draw()
  }
}
