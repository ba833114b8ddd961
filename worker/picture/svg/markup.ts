/** XML that is whole and escaped; only `element` and `text` make it, so no plain string can become markup. */
export interface Markup {
  readonly xml: string
}

export type Attributes = Readonly<Record<string, string | number | undefined>>

/** An element with its attributes; an undefined one is left out. Names are the program's own, never a person's words. */
export const element = (name: string, attributes: Attributes, children: readonly Markup[] = []): Markup => {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
    .join('')
  const inside = children.map(({ xml }) => xml).join('')
  return { xml: inside === '' ? `<${name}${written}/>` : `<${name}${written}>${inside}</${name}>` }
}

/** Text as it shall be read, whatever it holds. */
export const text = (content: string): Markup => ({ xml: escaped(content) })

/** Several elements without one around them. */
export const together = (all: readonly Markup[]): Markup => ({ xml: all.map(({ xml }) => xml).join('\n') })

/** What a shape is called when the pointer rests on it. */
export const title = (content: string): Markup => element('title', {}, [text(content)])

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** XML 1.0 §2.2 and §2.4: characters that no document may hold become U+FFFD, those that turn the reading direction too. */
const escaped = (content: string): string =>
  content
    .toWellFormed()
    .replace(
      /[^\t\n\u0020-\u007e\u00a0-\u200d\u2010-\u2027\u202f-\u2065\u206a-\ufffd\u{10000}-\u{10ffff}]/gu,
      '\ufffd',
    )
    .replace(/[&<>"']/g, character => ENTITIES[character] ?? '')
