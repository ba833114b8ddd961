/** Characters in one row: a Durable Object takes 2 MB, and a character is up to four bytes in it. */
const PIECE = /[^]{1,500000}/gu

/** A text of any length in pieces, each of which fits into a row. ADR 0184. */
export const piecesOf = (text: string): readonly string[] => text.match(PIECE) ?? []
