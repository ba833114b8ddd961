import { ViciError } from './vici-error.ts'

/**
 * A vici message: ordered keys with text, a list of texts, or a nested section (strongSwan, vici README §2.2). Bytes
 * that are no text, such as a shared secret, can be sent; what is read comes as text.
 */
export interface Section extends ReadonlyMap<string, Value> {}
export type Value = string | Uint8Array | readonly string[] | Section

/** Element types of the encoding. */
const ELEMENT = {
  sectionStart: 1,
  sectionEnd: 2,
  keyValue: 3,
  listStart: 4,
  listItem: 5,
  listEnd: 6,
} as const

/** Sections deeper than this are refused; charon's own answers nest five deep. */
const MAX_DEPTH = 16

/** Encodes a message. Throws a `ViciError` when a name is above 255 bytes or a value above 65,535. */
export const encodeMessage = (section: Section): Buffer => Buffer.concat(encodeSection(section))

const encodeSection = (section: Section): Buffer[] =>
  [...section].flatMap(([name, value]) => {
    if (typeof value === 'string' || value instanceof Uint8Array)
      return [element(ELEMENT.keyValue), nameBytes(name), valueBytes(value)]
    if (isList(value))
      return [
        element(ELEMENT.listStart),
        nameBytes(name),
        ...value.flatMap(item => [element(ELEMENT.listItem), valueBytes(item)]),
        element(ELEMENT.listEnd),
      ]
    return [
      element(ELEMENT.sectionStart),
      nameBytes(name),
      ...encodeSection(value),
      element(ELEMENT.sectionEnd),
    ]
  })

/** Whether a value is a list, for narrowing: `Array.isArray` does not see readonly arrays. */
export const isList = (value: Value | undefined): value is readonly string[] => Array.isArray(value)

/** Whether a value is a nested section. */
export const isSection = (value: Value | undefined): value is Section => value instanceof Map

const element = (type: number): Buffer => Buffer.from([type])

const nameBytes = (name: string): Buffer => {
  const bytes = Buffer.from(name)
  if (bytes.length > 0xff) throw new ViciError('malformed', 'a name is longer than 255 bytes')
  return Buffer.concat([Buffer.from([bytes.length]), bytes])
}

const valueBytes = (value: string | Uint8Array): Buffer => {
  const bytes = Buffer.from(value)
  if (bytes.length > 0xffff) throw new ViciError('malformed', 'a value is longer than 65535 bytes')
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** Decodes a message. Throws a `ViciError` (malformed) on anything that is not exactly one. */
export const decodeMessage = (bytes: Uint8Array): Section => {
  const reader = new Reader(bytes)
  const section = readSection(reader, 0)
  if (!reader.done) throw new ViciError('malformed', 'a section ends that never started')
  return section
}

class Reader {
  readonly #bytes: Buffer
  #at = 0
  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
  get done(): boolean {
    return this.#at >= this.#bytes.length
  }
  peek(): number {
    return this.#bytes[this.#at] ?? -1
  }
  /** The text after a length of one (names) or two bytes (values). */
  text(width: 1 | 2): string {
    this.#need(width)
    const length = this.#bytes.readUIntBE(this.#at, width)
    this.#at += width
    this.#need(length)
    this.#at += length
    return this.#bytes.toString('utf8', this.#at - length, this.#at)
  }
  skip(): void {
    this.#at += 1
  }
  #need(count: number): void {
    if (this.#at + count > this.#bytes.length)
      throw new ViciError('malformed', 'a message ends in mid-element')
  }
}

const readSection = (reader: Reader, depth: number): Section => {
  if (depth > MAX_DEPTH) throw new ViciError('malformed', 'a message nests too deeply')
  const section = new Map<string, Value>()
  while (!reader.done) {
    const type = reader.peek()
    if (type === ELEMENT.sectionEnd) return section
    reader.skip()
    const name = reader.text(1)
    if (type === ELEMENT.keyValue) section.set(name, reader.text(2))
    else if (type === ELEMENT.listStart) section.set(name, readList(reader))
    else if (type === ELEMENT.sectionStart) {
      section.set(name, readSection(reader, depth + 1))
      if (reader.peek() !== ELEMENT.sectionEnd) throw new ViciError('malformed', 'a section does not end')
      reader.skip()
    } else throw new ViciError('malformed', `there is no element of type ${type}`)
  }
  return section
}

const readList = (reader: Reader): string[] => {
  const items: string[] = []
  for (;;) {
    const type = reader.peek()
    if (type !== ELEMENT.listItem && type !== ELEMENT.listEnd)
      throw new ViciError('malformed', 'a list does not end')
    reader.skip()
    if (type === ELEMENT.listEnd) return items
    items.push(reader.text(2))
  }
}
