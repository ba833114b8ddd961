import { Document, isMap, isScalar, Pair, parseDocument, Scalar, YAMLMap } from 'yaml'
import { type Block, keyNode, nodeOf } from './block.ts'

/** Sections in the order in which people read a topology; others keep their place. */
const ORDER = [
  'cygnet',
  'network',
  'private',
  'gateways',
  'peers',
  'tunnels',
  'meshes',
  'hubs',
  'access',
  'monitor',
  'rollout',
]

/** The text of a topology under change. What people wrote and nobody changes stays as it is, comments included. */
export class TopologyText {
  readonly #document: Document

  private constructor(document: Document) {
    this.#document = document
  }

  /** A first topology. */
  static begin(network: string): TopologyText {
    const document = new Document(new YAMLMap())
    document.commentBefore =
      ' Imported from hosts; what stands behind # says where each thing was. cygnet check says what is left to do.'
    document.set('cygnet', 1)
    document.set('network', network)
    return new TopologyText(document)
  }

  /** One that exists, which `readText` has found to be sound YAML without aliases. */
  static parse(text: string): TopologyText {
    return new TopologyText(parseDocument(text))
  }

  /** Sets a top-level value that is written on one line. */
  setLine(section: string, value: unknown): void {
    this.#insert(section, nodeOf(value))
  }

  /** Sets one thing of a section, such as a gateway; `note` goes above it. */
  setBlock(section: string, name: string, block: Block, note?: string): void {
    const map = this.#section(section)
    const old = map.items.find(pair => nameOf(pair.key) === name)
    const key = keyNode(name, block, note)
    if (map.items.length > 0 && map.items[0] !== old) key.spaceBefore = true
    if (old === undefined) map.items.push(new Pair(key, nodeOf(block)))
    else {
      old.key = key
      old.value = nodeOf(block)
    }
  }

  /** Sets one thing of a section that is written on one line. */
  setInline(section: string, name: string, value: unknown, note?: string): void {
    this.#section(section).set(name, nodeOf(value, note))
  }

  /** Takes one thing out, and its section with the last of them. */
  remove(section: string, name: string): void {
    const map = this.#section(section)
    map.delete(name)
    if (map.items.length === 0) this.#document.delete(section)
  }

  toString(): string {
    return this.#document.toString({ lineWidth: 130, flowCollectionPadding: true, indentSeq: false })
  }

  #section(section: string): YAMLMap {
    const found = this.#document.get(section, true)
    if (isMap(found)) return found
    const map = new YAMLMap()
    this.#insert(section, map)
    return map
  }

  #insert(section: string, value: unknown): void {
    const root = this.#document.contents
    if (!isMap(root)) return
    const old = root.items.find(pair => nameOf(pair.key) === section)
    if (old !== undefined) {
      old.value = value
      return
    }
    const rank = ORDER.indexOf(section)
    const before = root.items.findIndex(pair => ORDER.indexOf(nameOf(pair.key)) > rank)
    const key = new Scalar(section)
    key.spaceBefore = value instanceof YAMLMap
    root.items.splice(before < 0 ? root.items.length : before, 0, new Pair(key, value))
  }
}

const nameOf = (key: unknown): string => (isScalar(key) ? String(key.value) : String(key))
