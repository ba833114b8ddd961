import type { Place } from '../../../schema/problem.ts'
import type { HostFile } from '../source/host-files.ts'
import { MAX_SECTIONS, MAX_SETTINGS } from '../source/limits.ts'
import { remark, type Word } from '../word.ts'
import { included, type Reading } from './include.ts'
import { ipsecLines, type Line } from './ipsec-words.ts'

/** A setting of a section; the last one of a key counts. An empty value takes back what was inherited. */
export interface Setting {
  readonly key: Word
  readonly value: Word
}

/** A section of ipsec.conf(5) as written: nothing inherited yet. */
export interface IpsecSection {
  readonly name: Word
  readonly settings: Map<string, Setting>
  readonly also: Word[]
}

/** ipsec.conf with everything that it includes. Sections of one name are one section, as they are to strongSwan. */
export interface IpsecConf {
  readonly setup: IpsecSection
  readonly connections: ReadonlyMap<string, IpsecSection>
  readonly authorities: ReadonlyMap<string, IpsecSection>
}

const sectionCalled = (name: Word): IpsecSection => ({ name, settings: new Map(), also: [] })

/** Reads ipsec.conf(5). Bounded and linear; what strongSwan would refuse is a problem, and the rest is still read. */
export const readIpsecConf = (file: HostFile, reading: Reading): IpsecConf => {
  const reader = new Reader(file)
  reader.file(file, reading)
  return reader
}

class Reader implements IpsecConf {
  readonly setup: IpsecSection
  readonly connections = new Map<string, IpsecSection>()
  readonly authorities = new Map<string, IpsecSection>()
  #section: IpsecSection | undefined
  #settings = 0

  constructor(file: HostFile) {
    this.setup = sectionCalled({
      text: 'setup',
      place: { file: file.shown, line: 1, column: 1, endLine: 1, endColumn: 2 },
    })
  }

  file(file: HostFile, reading: Reading): void {
    for (const line of ipsecLines(file)) this.#line(line, file, reading)
  }

  #line(line: Line, file: HostFile, reading: Reading): void {
    const [first, second] = line.words
    if (first === undefined) return
    const refuse = (why: string, place: Place = first.place) => reading.problems.push(syntax(place, why))
    if (line.broken) return void refuse('a quotation mark is never closed', line.words.at(-1)?.place)
    if (first.text === 'include' && second !== undefined && second.text !== '=')
      return included(reading, file, second, (other, deeper) => this.file(other, deeper))
    if (line.indented) return this.#setting(line, refuse)
    if (first.text === 'version') return
    if (first.text === 'config' && second?.text === 'setup') this.#section = this.setup
    else if (first.text === 'conn' && second !== undefined) this.#begin(this.connections, second)
    else if (first.text === 'ca' && second !== undefined) this.#begin(this.authorities, second)
    else refuse('a line that begins a section says config setup, conn NAME or ca NAME')
  }

  #begin(sections: Map<string, IpsecSection>, name: Word): void {
    this.#section =
      sections.get(name.text) ?? (sections.size <= MAX_SECTIONS ? sectionCalled(name) : undefined)
    if (this.#section !== undefined) sections.set(name.text, this.#section)
  }

  #setting({ words }: Line, refuse: (why: string) => void): void {
    const [key, equals, ...rest] = words
    if (key === undefined || equals?.text !== '=' || !equals.bare)
      return refuse('a setting is written as key=value')
    if (rest.some(word => word.text === '=' && word.bare))
      return refuse('a value with = in it stands in quotes')
    if (this.#section === undefined || this.#settings++ >= MAX_SETTINGS) return
    const value = joined(rest, equals)
    if (key.text === 'also') this.#section.also.push(value)
    else this.#section.settings.set(key.text, { key, value })
  }
}

/** The words of a value with single blanks between them, as strongSwan joins them. */
const joined = (words: readonly Word[], before: Word): Word => {
  const last = words.at(-1)
  const first = words[0]
  if (first === undefined || last === undefined) return { text: '', place: before.place }
  return {
    text: words.map(word => word.text).join(' '),
    place: { ...first.place, endLine: last.place.endLine, endColumn: last.place.endColumn },
  }
}

const syntax = (place: Place, why: string) =>
  remark('syntax', 'warning', place, {
    message: `strongSwan reads none of this file, or not this line: ${why}`,
    hint: 'correct the line, and see what `ipsec start --nofork` says; what it meant is not in the topology',
  })
