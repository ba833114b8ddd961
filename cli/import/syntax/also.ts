import type { Problem } from '../../../schema/problem.ts'
import { MAX_SETTINGS } from '../source/limits.ts'
import { remark } from '../word.ts'
import type { IpsecSection, Setting } from './ipsec-conf.ts'

/** A conn with everything that it inherits, and the names of the sections that it inherits from. */
export interface WholeSection {
  readonly section: IpsecSection
  readonly settings: ReadonlyMap<string, Setting>
  readonly parents: readonly string[]
}

const MAX_PARENTS = 64

/**
 * Settles `also=` and `%default`: a section's own settings count first, then those of what it names, the last `also` before the
 * first; `%default` last of all. A parent that two ways lead to counts where it stands last. Loops are refused, and bounded.
 */
export const wholeSections = (
  sections: ReadonlyMap<string, IpsecSection>,
  problems: Problem[],
): WholeSection[] => {
  const linearizer = new Linearizer(sections, problems)
  const fallback = sections.get('%default')
  let budget = MAX_SETTINGS
  return [...sections.values()]
    .filter(section => section !== fallback)
    .map(section => {
      const parents = linearizer.parentsOf(section, [])
      const line = [...parents, ...(fallback === undefined ? [] : [fallback])]
      const settings = new Map(section.settings)
      for (const parent of line)
        for (const [key, setting] of parent.settings)
          if (!settings.has(key) && budget-- > 0) settings.set(key, setting)
      for (const [key, { value }] of settings) if (value.text === '') settings.delete(key)
      return { section, settings, parents: parents.map(parent => parent.name.text) }
    })
}

class Linearizer {
  readonly #sections: ReadonlyMap<string, IpsecSection>
  readonly #problems: Problem[]
  readonly #known = new Map<IpsecSection, readonly IpsecSection[]>()

  constructor(sections: ReadonlyMap<string, IpsecSection>, problems: Problem[]) {
    this.#sections = sections
    this.#problems = problems
  }

  parentsOf(section: IpsecSection, above: readonly IpsecSection[]): readonly IpsecSection[] {
    const known = this.#known.get(section)
    if (known !== undefined) return known
    const chain = [...above, section]
    const line: IpsecSection[] = []
    for (const also of section.also.slice(-MAX_PARENTS).reverse()) {
      const parent = this.#sections.get(also.text)
      if (also.text === '%default' || also.text === '') continue
      if (parent === undefined)
        this.#refuse(also, 'there is no such section, and strongSwan reads none of the file')
      else if (chain.includes(parent) || chain.length >= MAX_PARENTS)
        this.#refuse(also, 'the sections include one another in a circle, or too deeply')
      else line.push(parent, ...this.parentsOf(parent, chain))
    }
    const parents = [...new Set([...line].reverse())].reverse().slice(0, MAX_PARENTS)
    this.#known.set(section, parents)
    return parents
  }

  #refuse(also: IpsecSection['also'][number], why: string): void {
    this.#problems.push(
      remark('syntax', 'warning', also.place, {
        message: `what this section inherits is not known: ${why}`,
        hint: 'name a section that exists, or take the line out',
        value: also.text,
      }),
    )
  }
}
