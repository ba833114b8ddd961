import type { Lab } from '../../infra/lab/lab.ts'
import { must } from '../../infra/lab/program.ts'

/** What the provider does to packets between the gateways, in the words of nftables, until `mend`. */
export const spoil = async (lab: Lab, rule: string): Promise<void> => {
  const table = `table ip trouble {\nchain spoil { type filter hook forward priority -10; ${rule}; }\n}\n`
  await must(lab.host('cloud').inside(['nft', '-f', '-']), { input: table })
}

export const mend = async (lab: Lab): Promise<void> => {
  await must(lab.host('cloud').inside(['nft', 'delete', 'table', 'ip', 'trouble']))
}
