import * as z from 'zod/mini'
import { OWN_CHAIN, type Table } from '../kernel/firewall-text.ts'

/** The rules of one of the tools, such as `iptables-legacy`. */
export interface SavedRules {
  readonly tool: string
  readonly tables: readonly Table[]
}

/** A rule of somebody else that gives packets another source address. */
export interface Masquerade {
  /** Where it stands, in a person's words. */
  readonly where: string
  /** iptables: it stands before cygnet's hook in the same chain. nft: a table of its own, which no hook precedes. */
  readonly kind: 'iptables' | 'nft'
  /** The tool that has it, such as `iptables-nft`. */
  readonly tool: string
  /** The bridge of LXD that it was made for, where it says so. */
  readonly bridge: string | undefined
  /** Only these sources; undefined for any. */
  readonly from: string | undefined
  /** Not towards these. */
  readonly except: string | undefined
}

/** Masquerades of others in nat's POSTROUTING that a packet meets before cygnet's own chain lets it pass. */
export const masqueradesBefore = ({ tool, tables }: SavedRules): Masquerade[] => {
  const rules = tables.find(({ name }) => name === 'nat')?.rules ?? []
  const own = rules.filter(({ chain }) => chain === 'POSTROUTING')
  const hook = own.findIndex(({ spec }) => spec === '-j CYGNET-POSTROUTING')
  const before = new Set(hook < 0 ? own : own.slice(0, hook))
  const jumped = new Set([...before].flatMap(({ spec }) => /-j (\S+)/.exec(spec)?.[1] ?? []))
  return rules
    .filter(rule => before.has(rule) || (jumped.has(rule.chain) && !OWN_CHAIN.test(rule.chain)))
    .filter(({ spec }) => / ?-j (MASQUERADE|SNAT)\b/.test(spec) && !/--pol none/.test(spec))
    .map(({ chain, spec }) => ({
      where: `${tool} -t nat, chain ${chain}`,
      kind: 'iptables',
      tool,
      bridge: /LXD network ([A-Za-z][A-Za-z0-9_-]{0,14})\b/.exec(spec)?.[1],
      from: /(?:^|[^!] )-s (\S+)/.exec(spec)?.[1],
      except: /! -d (\S+)/.exec(spec)?.[1],
    }))
}

const Listing = z.object({ nftables: z.array(z.record(z.string(), z.unknown())) })
const Rule = z.object({
  table: z.string(),
  chain: z.string(),
  expr: z.array(z.record(z.string(), z.unknown())),
})
const Match = z.object({
  op: z.string(),
  left: z.object({ payload: z.object({ field: z.string() }) }),
  right: z.union([z.string(), z.object({ prefix: z.object({ addr: z.string(), len: z.int() }) })]),
})

/** Masquerades in tables that are not those of iptables, by `nft -j list ruleset`. Throws a `SyntaxError`. */
export const masqueradesOfNft = (json: string): Masquerade[] => {
  const listing = Listing.safeParse(JSON.parse(json))
  if (!listing.success) throw new SyntaxError('nft: its list is not as documented')
  return listing.data.nftables.flatMap((entry): Masquerade[] => {
    const rule = Rule.safeParse(entry['rule'])
    if (!rule.success || rule.data.table === 'nat') return []
    const { table, chain, expr } = rule.data
    if (!expr.some(part => 'masquerade' in part || 'snat' in part)) return []
    return [
      {
        where: `nft table ${table}, chain ${chain}`,
        kind: 'nft',
        tool: 'nft',
        bridge: /^pstrt\.([A-Za-z][A-Za-z0-9_-]{0,14})$/.exec(chain)?.[1],
        from: matched(expr, 'saddr', '=='),
        except: matched(expr, 'daddr', '!='),
      },
    ]
  })
}

const matched = (expr: readonly Record<string, unknown>[], field: string, op: string): string | undefined => {
  for (const part of expr) {
    const match = Match.safeParse(part['match'])
    if (!match.success || match.data.op !== op || match.data.left.payload.field !== field) continue
    const { right } = match.data
    return typeof right === 'string' ? right : `${right.prefix.addr}/${right.prefix.len}`
  }
  return undefined
}
