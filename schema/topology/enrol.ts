import { isMap, isScalar, type Pair, type YAMLMap } from 'yaml'
import { MAX_TEXT_LENGTH } from './limits.ts'
import { composeYaml } from './text/yaml.ts'

/** A gateway's public keys: base64 of 32 bytes each, without prefix. */
export interface GatewayKeys {
  readonly sign: string
  readonly seal: string
}

/**
 * The same YAML text with the gateway's `keys:` set. Everything else stays byte for byte as people wrote it, so that
 * the pull request that enrols a gateway shows one line. Undefined when the text defines no such gateway.
 */
export const withGatewayKeys = (text: string, gateway: string, keys: GatewayKeys): string | undefined => {
  const document = text.length > MAX_TEXT_LENGTH ? undefined : composeYaml('', text)?.documents[0]
  const map = document?.getIn(['gateways', gateway], true)
  if (document === undefined || document.errors.length > 0 || !isMap(map)) return undefined
  const value = `{ sign: "ed25519:${keys.sign}", seal: "x25519:${keys.seal}" }`
  const splice = spliceFor(text, map, value)
  return splice && text.slice(0, splice.from) + splice.text + text.slice(splice.to)
}

interface Splice {
  readonly from: number
  readonly to: number
  readonly text: string
}

const spliceFor = (text: string, map: YAMLMap, value: string): Splice | undefined => {
  const [start] = map.range ?? []
  if (start === undefined) return undefined
  const known = map.items.find(pair => isScalar(pair.key) && pair.key.value === 'keys')
  if (known !== undefined) return replace(known, value)
  if (map.flow === true)
    return { from: start + 1, to: start + 1, text: ` keys: ${value}${map.items.length > 0 ? ',' : ' '}` }
  const indent = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1))
  return { from: start, to: start, text: `keys: ${value}\n${indent}` }
}

/** The old value gives way from the end of its key to its own end; what follows on the line (a comment) stays. */
const replace = (pair: Pair, value: string): Splice | undefined => {
  const key = isScalar(pair.key) ? pair.key.range : undefined
  const old = isMap(pair.value) || isScalar(pair.value) ? pair.value.range : undefined
  if (key === undefined || key === null) return undefined
  const block = isMap(pair.value) && pair.value.flow !== true
  return { from: key[1], to: old?.[1] ?? key[1], text: `: ${value}${block ? '\n' : ''}` }
}
