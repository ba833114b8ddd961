import { isMap, isScalar, type Node, type Pair, type YAMLMap } from 'yaml'
import { MAX_TEXT_LENGTH } from './limits.ts'
import { composeYaml } from './text/yaml.ts'

/**
 * The same YAML text with one user more below `access.<access>.users`. Everything else stays byte for byte as people wrote
 * it. Undefined when the text has no such access, or the user already. `name` and `address` are in the language's grammar.
 */
export const withUser = (text: string, access: string, name: string, address: string): string | undefined => {
  const map = mapAt(text, access)
  const users = map && valueOf(map, 'users')
  const entry = `${name}: { address: ${address.includes(':') ? `"${address}"` : address} }`
  if (map === undefined) return undefined
  if (isMap(users)) return keyPair(users, name) === undefined ? appended(text, users, entry) : undefined
  return keyPair(map, 'users') === undefined ? appended(text, map, `users: { ${entry} }`) : undefined
}

/** The same text without the user, and without `users` when that was the last one. Undefined when there is no such user. */
export const withoutUser = (text: string, access: string, name: string): string | undefined => {
  const map = mapAt(text, access)
  const users = map && valueOf(map, 'users')
  if (map === undefined || !isMap(users) || keyPair(users, name) === undefined) return undefined
  return users.items.length === 1 ? without(text, map, 'users') : without(text, users, name)
}

const mapAt = (text: string, access: string): YAMLMap | undefined => {
  const document = text.length > MAX_TEXT_LENGTH ? undefined : composeYaml('', text)?.documents[0]
  if (document === undefined || document.errors.length > 0) return undefined
  const map = document.getIn(['access', access], true)
  return isMap(map) ? map : undefined
}

const keyPair = (map: YAMLMap, key: string): Pair | undefined =>
  map.items.find(pair => isScalar(pair.key) && pair.key.value === key)

const valueOf = (map: YAMLMap, key: string): unknown => keyPair(map, key)?.value

/** Behind the last entry: on a line of its own in block style, before the closing brace in flow style. */
const appended = (text: string, map: YAMLMap, entry: string): string | undefined => {
  const last = map.items.at(-1)
  const [start, end] = map.range ?? []
  if (start === undefined || end === undefined) return undefined
  if (map.flow === true) {
    const at = trimmedEnd(text, end - 1)
    return `${text.slice(0, at)}${last === undefined ? ' ' : ', '}${entry}${text.slice(at)}`
  }
  if (last === undefined) return undefined
  const at = endOfLine(text, trimmedEnd(text, endOf(last)))
  return `${text.slice(0, at)}\n${' '.repeat(columnOf(text, start))}${entry}${text.slice(at)}`
}

const without = (text: string, map: YAMLMap, key: string): string | undefined => {
  const index = map.items.findIndex(pair => isScalar(pair.key) && pair.key.value === key)
  const pair = map.items[index]
  const from = pair && startOf(pair)
  if (pair === undefined || from === undefined) return undefined
  const to = trimmedEnd(text, endOf(pair))
  if (map.flow !== true) return text.slice(0, lineStart(text, from)) + text.slice(endOfLine(text, to) + 1)
  const [next, previous] = [map.items[index + 1], map.items[index - 1]]
  if (next !== undefined) return text.slice(0, from) + text.slice(startOf(next) ?? to)
  return text.slice(0, previous === undefined ? from : trimmedEnd(text, endOf(previous))) + text.slice(to)
}

const startOf = ({ key }: Pair): number | undefined => (isScalar(key) ? key.range?.[0] : undefined)

const endOf = ({ key, value }: Pair): number => rangeOf(value)?.[1] ?? rangeOf(key)?.[1] ?? 0

const rangeOf = (node: unknown): Node['range'] => (isMap(node) || isScalar(node) ? node.range : undefined)

/** Before the white space in front of `at`. */
const trimmedEnd = (text: string, at: number): number => text.slice(0, at).trimEnd().length

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1

const columnOf = (text: string, at: number): number => at - lineStart(text, at)

const endOfLine = (text: string, at: number): number => {
  const found = text.indexOf('\n', at)
  return found < 0 ? text.length : found
}
