/** What gives a line away that holds a secret, in any of the syntaxes. */
const TELLTALE =
  /secret|passw|passphrase|psk|token|\b0s[A-Za-z0-9+/]{8}|\b(?:PSK|EAP|NTLM|XAUTH|PIN)\b|-----BEGIN/i

/**
 * The files of a host as problems may quote them: those that hold nothing but secrets are left out, and in the others each line that
 * might hold one is empty.
 */
export const shownFiles = (texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map(
    [...texts]
      .filter(([file]) => !/secret/i.test(file.split('/').at(-1) ?? ''))
      .map(([file, text]) => [file, quotesHidden(text)] as const),
  )

/** A quoted value that runs over several lines is hidden as a whole when the line on which it begins is. */
const quotesHidden = (text: string): string => {
  let open = false
  return text
    .split('\n')
    .map(line => {
      const hidden = open || TELLTALE.test(line)
      if (hidden && (line.split('"').length - 1) % 2 === 1) open = !open
      return hidden ? '' : line
    })
    .join('\n')
}
