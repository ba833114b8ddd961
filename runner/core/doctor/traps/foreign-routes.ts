import type { Trap } from '../finding.ts'

const KEYS = ['ManageForeignRoutes', 'ManageForeignRoutingPolicyRules'] as const

/** Debian makes none. */
const FOLDER = '/etc/systemd/networkd.conf.d'

/** networkd takes away routes that it did not make. */
export const foreignRoutes: Trap = ({ networkd, units }) => {
  if (networkd === undefined || units.get('systemd-networkd.service')?.active !== true) return []
  const settings = settingsIn(networkd)
  const wrong = KEYS.filter(key => !/^(no|false|off|0)$/i.test(settings.get(key) ?? 'yes'))
  if (wrong.length === 0) return []
  const lines = KEYS.map(key => `${key}=no`).join('\\n')
  return [
    {
      code: 'networkd-foreign-routes',
      observed: 'when systemd-networkd restarts, packets of this gateway itself stop using the tunnels',
      why: `${wrong.join(' and ')} is not off, so networkd deletes strongSwan's routes and its rule for table 220`,
      mend: `mkdir -p ${FOLDER} && printf '[Network]\\n${lines}\\n' > ${FOLDER}/zz-keep-foreign-routes.conf`,
    },
  ]
}

/** What counts in the section [Network]: the last of each. */
const settingsIn = (text: string): ReadonlyMap<string, string> => {
  const settings = new Map<string, string>()
  let section = ''
  for (const line of text.split('\n')) {
    section = /^\[(.+)\]\s*$/.exec(line)?.[1] ?? section
    const [, key, value] = /^\s*([A-Za-z]+)\s*=\s*(\S*)\s*$/.exec(line) ?? []
    if (section === 'Network' && key !== undefined) settings.set(key, value ?? '')
  }
  return settings
}
