import { readSettingsTree, type Settings, sectionOf } from './settings-text.ts'
import { only, sectionsIn } from './swanctl-keys.ts'

const NONE: ReadonlySet<string> = new Set()
const RETRANSMISSION = new Set(['retransmit_timeout', 'retransmit_base', 'retransmit_tries'])
const LOGGED = new Set(['default', 'enc', 'net', 'job', 'ike_name'])

/**
 * Reads what the compiler writes of strongswan.conf(5), and nothing else of it: its other settings name scripts that charon runs
 * as root (`start-scripts`), files that it writes (`filelog`) and plugins with more of both. Throws a `SyntaxError`.
 */
export const readDaemonSettings = (text: string): Settings => {
  const tree = readSettingsTree(text)
  only(tree, NONE, new Set(['charon', 'charon-systemd']), 'strongswan.conf')
  const charon = sectionOf(tree, 'charon')
  only(charon, RETRANSMISSION, new Set(['plugins', 'syslog']), 'charon')
  for (const [name, plugin] of sectionsIn(sectionOf(charon, 'plugins'), 'charon.plugins'))
    only(plugin, new Set(['load']), NONE, `charon.plugins.${name}`)
  mustLog(sectionOf(charon, 'syslog'), 'daemon', 'charon.syslog')
  mustLog(sectionOf(tree, 'charon-systemd'), 'journal', 'charon-systemd')
  return tree
}

const mustLog = (section: Settings, where: string, path: string): void => {
  only(section, NONE, new Set([where]), path)
  only(sectionOf(section, where), LOGGED, NONE, `${path}.${where}`)
}
