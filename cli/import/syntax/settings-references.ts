import { MAX_SETTINGS } from '../source/limits.ts'
import type { SettingsSection } from './settings.ts'

/** A section with what it takes from those that it refers to (`name : other { }`). */
export interface WholeSettings {
  readonly name: SettingsSection['name']
  readonly values: ReadonlyMap<string, SettingsSection['name']>
  readonly sections: ReadonlyMap<string, WholeSettings>
  /** Paths of what it refers to, such as `connections.base`. */
  readonly references: readonly string[]
}

const MAX_DEPTH = 16

/** Follows every reference: its path counts from the root. Own values first, then those of the first reference; bounded. */
export const wholeSettings = (root: SettingsSection): WholeSettings => {
  const budget = { left: MAX_SETTINGS }
  return settled(root, [root], root, 0, budget)
}

/** `layers` are sections that lie on one another, the topmost first. */
const settled = (
  section: SettingsSection,
  layers: readonly SettingsSection[],
  root: SettingsSection,
  depth: number,
  budget: { left: number },
): WholeSettings => {
  const all = layers.flatMap(layer => [layer, ...referred(layer, root, depth, budget)])
  const values = new Map<string, SettingsSection['name']>()
  const names = new Set<string>()
  for (const layer of all) {
    budget.left -= layer.values.size + layer.sections.size
    if (budget.left < 0) break
    for (const [key, value] of layer.values) if (!values.has(key)) values.set(key, value)
    for (const name of layer.sections.keys()) names.add(name)
  }
  const sections = new Map<string, WholeSettings>()
  for (const name of depth < MAX_DEPTH ? names : []) {
    const parts = all.flatMap(layer => layer.sections.get(name) ?? [])
    const first = parts[0]
    if (first !== undefined) sections.set(name, settled(first, parts, root, depth + 1, budget))
  }
  return { name: section.name, values, sections, references: section.references.map(word => word.text) }
}

const referred = (
  section: SettingsSection,
  root: SettingsSection,
  depth: number,
  budget: { left: number },
): SettingsSection[] => {
  if (depth >= MAX_DEPTH) return []
  return section.references.flatMap(reference => {
    const found = reference.text
      .split('.')
      .reduce<SettingsSection | undefined>((at, step) => at?.sections.get(step), root)
    if (found === undefined || budget.left-- < 0) return []
    return [found, ...referred(found, root, depth + 1, budget)]
  })
}
