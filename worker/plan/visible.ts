/** Everything that could move a terminal's cursor, or turn the direction of text so that it reads as something else. */
const INVISIBLE =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu

/** Text as it can be shown to somebody who decides by it: what is invisible is spelled out; line ends stay. */
export const visible = (text: string): string =>
  text.replace(INVISIBLE, character => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)

/** A value inside a sentence. Backticks mark where it begins and ends, so it can hold none. */
export const quoted = (value: string): string => `\`${value.replaceAll('`', "'")}\``
