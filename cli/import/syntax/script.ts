import type { Place } from '../../../schema/problem.ts'
import type { HostFile } from '../source/host-files.ts'
import { lineAt } from './iptables-save.ts'
import { shellWords } from './shell-words.ts'

/** One call of iptables in a script. */
export interface IptablesCall {
  readonly program: string
  readonly words: readonly string[]
  readonly place: Place
}

/** What an updown script does to the firewall, as far as its lines say so plainly. */
export interface Script {
  readonly file: HostFile
  readonly calls: readonly IptablesCall[]
}

const PROGRAM = /^(?:\/(?:usr\/)?s?bin\/)?(ip6?tables(?:-legacy|-nft)?)$/

/** Looks for calls of iptables in a script. Nothing is run, and no variable but a plain assignment is understood. */
export const readScript = (file: HostFile): Script => {
  const variables = new Map<string, string>()
  const calls = file.text.split('\n').flatMap((raw, index): IptablesCall[] => {
    if (raw.length > 4096) return []
    const [, name, value] = /^\s*(?:export\s+)?([A-Za-z_]\w{0,63})=(\S{0,256})\s*$/.exec(raw) ?? []
    if (name !== undefined) variables.set(name, shellWords(value ?? '').join(''))
    const words = shellWords(raw).map(word => substituted(word, variables))
    const at = words.findIndex(word => PROGRAM.test(word))
    const program = PROGRAM.exec(words[at] ?? '')?.[1]
    if (at < 0 || program === undefined || words[0]?.startsWith('#') === true) return []
    return [{ program, words: words.slice(at + 1), place: lineAt(file, index, raw) }]
  })
  return { file, calls }
}

const substituted = (word: string, variables: ReadonlyMap<string, string>): string =>
  word.replace(/\$(?:\{(\w{1,64})\}|(\w{1,64}))/g, (whole: string, braced?: string, plain?: string) =>
    (variables.get(braced ?? plain ?? '') ?? whole).slice(0, 256),
  )
