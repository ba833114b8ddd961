import type { Rule, Table } from '../host/rule.ts'
import { HEADER } from './header.ts'

/**
 * iptables-restore's syntax for `--noflush`: own chains only, declared so that each is replaced as a whole. Nothing here
 * names a built-in chain; the gateway hooks `CYGNET-<BUILTIN>` into `<BUILTIN>` of the same table.
 */
export const iptablesText = (tables: readonly Table[]): string => HEADER + tables.map(tableText).join('')

const tableText = ({ name, chains }: Table): string =>
  [
    `*${name}`,
    ...chains.map(chain => `:${chain.name} - [0:0]`),
    ...chains.flatMap(chain =>
      chain.rules.flatMap((rule, index) => [
        ...(chain.rules[index - 1]?.why === rule.why ? [] : [`# ${rule.why}`]),
        `-A ${chain.name} ${ruleText(rule)}`,
      ]),
    ),
    'COMMIT\n',
  ].join('\n')

/** Matches in the order in which iptables-save prints them, so that what was meant and what is there compare as text. */
const ruleText = (rule: Rule): string =>
  [
    ...(rule.source === undefined ? [] : [`-s ${rule.source}`]),
    ...(rule.destination === undefined ? [] : [`-d ${rule.destination}`]),
    ...(rule.in === undefined ? [] : [`-i ${rule.in}`]),
    ...(rule.out === undefined ? [] : [`-o ${rule.out}`]),
    ...(typeof rule.target === 'string' ? [] : ['-p tcp']),
    ...(rule.policy === undefined
      ? []
      : [`-m policy --dir ${rule.policy.direction} --pol ${rule.policy.ipsec ? 'ipsec' : 'none'}`]),
    ...(typeof rule.target === 'string' ? [`-j ${rule.target}`] : clampText(rule.target.clampMss)),
  ].join(' ')

/** Only ever lowers: a host that asked for less keeps it. */
const clampText = (mss: number): string[] => [
  `-m tcp --tcp-flags SYN,RST SYN -m tcpmss --mss ${mss + 1}:65535 -j TCPMSS --set-mss ${mss}`,
]
