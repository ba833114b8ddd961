/** Somebody else's words as they may stand in one line of a log or a report: nothing that ends a line or turns a terminal's colour. */
export const visible = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '?')
