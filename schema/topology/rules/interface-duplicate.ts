import type { Rule } from '../finding.ts'

/** Two entries of one gateway that mean the same interface. */
export const interfaceDuplicate: Rule = {
  code: 'duplicate-definition',
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
