/**
 * Foreign text (what a gateway's tool said, a login) as markdown that shows exactly these characters: everything but
 * letters, digits and harmless marks becomes an entity, so no table, link, mention or tag can come of it.
 */
export const escaped = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/[^\p{L}\p{N} .,;/+=-]/gu, character => `&#${character.codePointAt(0) ?? 63};`)

/** The first twelve digits of a digest or a commit: enough to compare by eye. */
export const short = (digest: string): string => digest.slice(0, 12)

/** `1 gateway`, `2 gateways`. */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
