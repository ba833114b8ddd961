import { firewallFaults, readTables, restoreText, type Table } from '../core/kernel/firewall-text.ts'
import type { Firewall, Rules } from '../ports/firewall.ts'
import { ToolError } from '../ports/tool-error.ts'
import { readout, succeed } from './process.ts'

/** Seconds to wait for whoever else holds the lock of iptables. */
const PATIENCE = '10'

/** iptables and ip6tables on the backend that the rules name. */
export const iptables: Firewall = {
  check: async wanted => {
    for (const family of families(wanted)) {
      const faults = firewallFaults(family.wanted)
      if (faults.length > 0) throw new ToolError('refused', family.tool, faults.join('; '))
      await restore(family, ['--test'])
    }
  },
  apply: async wanted => {
    for (const family of families(wanted)) await restore(family, [])
  },
  live: async backend => {
    const [v4 = '', v6 = ''] = families({ backend, v4: '', v6: '' }).map(({ tool }) =>
      readout(`${tool}-save`),
    )
    return { backend, v4, v6 }
  },
}

interface Family {
  /** Such as `iptables-nft`; `-save` and `-restore` are its siblings. */
  readonly tool: string
  readonly wanted: readonly Table[]
}

const families = ({ backend, v4, v6 }: Rules): readonly Family[] => {
  const kind = backend === 'iptables-legacy' ? 'legacy' : 'nft'
  return [
    { tool: `iptables-${kind}`, wanted: parsed(`iptables-${kind}`, v4) },
    { tool: `ip6tables-${kind}`, wanted: parsed(`ip6tables-${kind}`, v6) },
  ]
}

const parsed = (tool: string, text: string): readonly Table[] => {
  try {
    return readTables(text)
  } catch (cause) {
    throw new ToolError('refused', tool, cause instanceof Error ? cause.message : 'not understood', { cause })
  }
}

/** Each table changes as a whole or not at all; what is already so is written again, which disturbs nothing. */
const restore = async ({ tool, wanted }: Family, options: readonly string[]): Promise<void> => {
  const live = readTables(readout(`${tool}-save`))
  const input = restoreText(live, wanted)
  if (input === '') return
  try {
    await succeed(`${tool}-restore`, ['--noflush', '-w', PATIENCE, ...options], { input })
  } catch (cause) {
    if (!(cause instanceof ToolError) || !cause.message.includes('holding the xtables lock')) throw cause
    throw new ToolError('hindered', `${tool}-restore`, 'somebody else holds the lock of iptables', { cause })
  }
}
