import type { HostFile } from '../source/host-files.ts'
import { MAX_SETTINGS } from '../source/limits.ts'
import { remark, type Word } from '../word.ts'
import { included, type Reading } from './include.ts'
import { type SettingsToken, settingsTokens } from './settings-tokens.ts'

/** A section of swanctl.conf or strongswan.conf as written: references to other sections not followed yet. */
export interface SettingsSection {
  readonly name: Word
  readonly values: Map<string, Word>
  readonly sections: Map<string, SettingsSection>
  readonly references: Word[]
}

const MAX_NESTING = 16

export const emptySection = (name: Word): SettingsSection => ({
  name,
  values: new Map(),
  sections: new Map(),
  references: [],
})

/** Reads strongSwan's settings syntax into `root`, which earlier files may have filled: later values count. Bounded and linear. */
export const readSettings = (file: HostFile, root: SettingsSection, reading: Reading): void => {
  const stack: SettingsSection[] = [root]
  let pending: Word | undefined
  let references: readonly Word[] = []
  let settings = 0
  const broken = (word: Word, why: string) => reading.problems.push(syntax(word, why))
  for (const token of settingsTokens(file)) {
    const section = stack.at(-1) ?? root
    if (settings++ > MAX_SETTINGS) return void broken(wordOf(token), 'there is more of it than any host has')
    if (token.kind === 'include')
      included(reading, file, token.word, (other, deeper) => readSettings(other, section, deeper))
    else if (token.kind === 'name') {
      if (pending !== undefined) broken(pending, 'neither a value nor a section follows this name')
      pending = token.word
    } else if (token.kind === 'references') references = token.words
    else if (token.kind === 'value' && pending !== undefined) {
      section.values.set(pending.text, token.word)
      pending = undefined
    } else if (token.kind === 'open' && pending !== undefined && stack.length < MAX_NESTING) {
      stack.push(opened(section, pending, references))
      pending = undefined
      references = []
    } else if (token.kind === 'close' && stack.length > 1 && pending === undefined) stack.pop()
    else
      return void broken(
        wordOf(token),
        'a bracket, a quotation mark or an equals sign stands where none belongs',
      )
  }
  if (stack.length > 1) broken((stack.at(-1) ?? root).name, 'the section is never closed')
}

const opened = (section: SettingsSection, name: Word, references: readonly Word[]): SettingsSection => {
  const known = section.sections.get(name.text) ?? emptySection(name)
  section.sections.set(name.text, known)
  known.references.push(...references)
  return known
}

const wordOf = (token: SettingsToken): Word =>
  token.kind === 'references' ? { text: ':', place: token.words[0]?.place ?? nowhere } : token.word

const nowhere = { file: '', line: 1, column: 1, endLine: 1, endColumn: 2 }

const syntax = (word: Word, why: string) =>
  remark('syntax', 'error', word.place, {
    message: `swanctl unloads every connection and says that all went well: ${why}`,
    hint: 'correct it on the host, and compare `swanctl --list-conns`; what follows here is not in the topology',
  })
