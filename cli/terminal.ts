import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** Colours a piece of text, or returns it as it is where nobody would see colours. */
export type Paint = (style: Style, text: string) => string

/** True for a terminal that has colours and whose owner has not asked for plain text (https://no-color.org). */
export const showsColour = (stream: NodeJS.WriteStream): boolean =>
  stream.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb'

/** Paint for a stream: colours only where it shows them. */
export const paintFor =
  (stream: NodeJS.WriteStream): Paint =>
  (style, text) =>
    showsColour(stream) ? styleText(style, text, { validateStream: false }) : text

/** For files, tests and pipes. */
export const plain: Paint = (_, text) => text

/** Writes a line to standard output: what was asked for. */
export const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

/** Writes a line to standard error: what happens meanwhile, and what went wrong. */
export const note = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

/** Whoever reads may stop reading, as `head` does: that ends the program quietly. A file that is full ends it with a word. */
export const endWithReader = (): void => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit()
    note(`error: not all of the output could be written: ${error.message}`)
    note('hint: look whether the disk that it goes to has room')
    process.exit(1)
  })
}

/** Foreign words, on one line and without what would move the cursor. */
export const visible = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
