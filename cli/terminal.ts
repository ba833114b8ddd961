import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** Colours a piece of text, or returns it as it is where nobody would see colours. */
export type Paint = (style: Style, text: string) => string

/** Paint for a stream: colours only when it is a terminal and NO_COLOR is not set. */
export const paintFor =
  (stream: NodeJS.WriteStream): Paint =>
  (style, text) =>
    stream.isTTY ? styleText(style, text, { stream }) : text

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
