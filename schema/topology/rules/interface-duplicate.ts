import type { Rule } from '../finding.ts'

/** Two entries of one gateway that mean the same interface. */
export const interfaceDuplicate: Rule = {
  code: 'duplicate-definition',
  level: 'error',
  trap: {
    when: 'a key is written twice, in one file or in two, or two entries name one interface',
    observe: 'what stands in one of the two places has no effect',
    why: 'YAML lets the last one win without a word',
    write: 'keep one of them, or give one another name',
  },
  *check(topology) {
    for (const { name: gateway, interfaces } of topology.gateways)
      for (const [index, one] of interfaces.entries()) {
        const first = interfaces.slice(0, index).find(other => other.name === one.name)
        if (first === undefined) continue
        yield {
          severity: 'error',
          at: one.at,
          onKey: true,
          message: `one of the two would be lost: ${String(first.at.at(-1))} and ${String(one.at.at(-1))} are both the interface ${one.name} of ${gateway}`,
          hint: 'give one of them another name',
        }
      }
  },
}
