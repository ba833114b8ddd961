import { Marked } from 'marked'

/** HTML that GitHub lets through and checks use; it is let through only as it stands here, without attributes. */
const HARMLESS = /&lt;(\/?(?:details|summary|code|b|strong|em|i|sub|sup|br))&gt;/g

const escape = (text: string): string =>
  text.replaceAll(/[&<>"']/g, character => `&#${character.codePointAt(0)};`)

const escapeTags = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(HARMLESS, '<$1>')

/** Links lead to web pages or within the forge; `javascript:` and its kin lead nowhere. */
const isSafeLink = (href: string): boolean => /^(https?:\/\/|\/(?!\/)|#)/i.test(href)

const marked = new Marked({
  gfm: true,
  async: false,
  renderer: {
    html: ({ text }) => escapeTags(text),
    image: ({ text }) => escape(text),
    link({ href, tokens }) {
      const inside = this.parser.parseInline(tokens)
      return isSafeLink(href) ? `<a href="${escape(href)}" rel="nofollow noreferrer">${inside}</a>` : inside
    },
  },
})

/** Markdown that an App wrote as HTML that is safe to show: no tag of its own but a few harmless ones. */
export const renderMarkdown = (text: string): string => marked.parse(text, { async: false })
