import type { Finding, Trap } from '../finding.ts'

const OBSERVED = {
  'cygnet-runner.service': 'no release arrives here any more after the next reboot',
  'cygnet-boot.service':
    'after a reboot the firewall of cygnet is missing, and what a crash left is not finished',
} as const

/** One of the runner's services would not start at boot, or does not run now. */
export const ownServices: Trap = ({ units }) =>
  (['cygnet-runner.service', 'cygnet-boot.service'] as const).flatMap((name): Finding[] => {
    const unit = units.get(name)
    if (unit === undefined) return []
    const enabled = unit.enabled === 'enabled'
    const runs = unit.active || name === 'cygnet-boot.service'
    if (enabled && runs) return []
    return [
      {
        code: 'service-off',
        observed: enabled ? 'no release arrives here any more' : OBSERVED[name],
        why: enabled ? `${name} does not run` : `${name} is ${unit.enabled || 'not installed'}`,
        mend: `${unit.enabled === 'masked' ? `systemctl unmask ${name} && ` : ''}systemctl enable ${runs ? '' : '--now '}${name}`,
      },
    ]
  })
