import type { Place, Problem } from '../../problem.ts'
import type { MapNode, Tree } from './tree.ts'

/** Shapes that only secrets have, wherever they stand: comments are read by everybody too. */
const SHAPES: readonly RegExp[] = [
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/,
  /\bAGE-SECRET-KEY-1[0-9A-Z]{20,}/,
  /\bgh[pousr]_[A-Za-z0-9]{30,}/,
  /\bgithub_pat_[A-Za-z0-9_]{30,}/,
  /\bAKIA[0-9A-Z]{16}\b/,
  // Not in the middle of other base64: one certificate in fifty would have it somewhere. Nor at the start of a public key.
  /(?<![A-Za-z0-9+/=]|25519:)0s[A-Za-z0-9+/]{16,}={0,2}/,
  /\bcygnet1\.[A-Za-z0-9_-]{40,}/,
  /:\s*(?:PSK|EAP|NTLM|XAUTH)\s+["'0]/,
]

/** Keys that hold secrets, in the words of all the tools that people come from. */
const KEY = /(?:^|[-_])(?:psk|passw(?:or)?d|passphrase|secret|token|(?:private|api|access)[-_]?key)$/i

/** What the language itself writes after such a key. */
const REFERENCE = /^(?:derived|sealed\/.*)$/

/** Letters and digits that nobody would think up: 32 or more of base64 or hex, without the prefix of a public key. */
const RANDOM = /^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9+/=]{32,}$/

/** What is public in PEM (RFC 7468), line by line: chance writes anything there, the shape of a secret too. */
const PUBLIC_PEM =
  /-----BEGIN (CERTIFICATE|X509 CRL|PUBLIC KEY)-----\r?\n(?:[A-Za-z0-9+/=]{1,76}\r?\n)+-----END \1-----/g

/** Lines of a file that hold something in the shape of a secret, comments included; at most 20. */
export const secretLines = (file: string, text: string): Problem[] =>
  text
    .replace(PUBLIC_PEM, block => block.replace(/[^\n]+/g, ''))
    .split('\n')
    .flatMap((line, index) => {
      const found = SHAPES.map(shape => shape.exec(line)).find(match => match !== null)
      if (found === undefined) return []
      const column = found.index + 1
      return secretAt({
        file,
        line: index + 1,
        column,
        endLine: index + 1,
        endColumn: column + found[0].length,
      })
    })
    .slice(0, 20)

/** Values under a key that names a secret, and values that look drawn at random. */
export const secretValues = (tree: MapNode): Problem[] =>
  [...tree.entries].flatMap(([key, { node }]) => secretsIn(key, node))

const secretsIn = (key: string, node: Tree): Problem[] => {
  if (node.kind === 'map') return secretValues(node)
  if (node.kind === 'list') return node.items.flatMap(item => secretsIn(key, item))
  const text = node.value === null ? '' : String(node.value)
  const named = KEY.test(key) && text !== '' && !REFERENCE.test(text)
  return named || RANDOM.test(text) ? [secretAt(node.place)] : []
}

/** The problems without the values that stand on a line with a secret, and without saying one thing twice. */
export const withoutSecrets = (problems: readonly Problem[]): Problem[] => {
  const secret = problems.filter(problem => problem.code === CODE)
  return problems.flatMap(problem => {
    const beside = secret.find(
      ({ place }) => place.file === problem.place.file && place.line === problem.place.line,
    )
    if (beside === undefined) return problem
    if (problem.code === CODE) return problem === beside ? problem : []
    const { value: _, ...rest } = problem
    return rest
  })
}

const CODE = 'secret-plain'

const secretAt = (place: Place): Problem => ({
  code: CODE,
  severity: 'error',
  message:
    'everybody who can read this repository, now or later, has this secret: it stands here in plain text',
  hint: 'take it out of the history too, change it wherever it is in use, and write secret: derived: the gateways then make a key of their own',
  place,
})
