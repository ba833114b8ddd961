import type { Daemon } from '../ports/ipsec.ts'
import { otherDaemon, type Services } from '../ports/services.ts'
import { ToolError } from '../ports/tool-error.ts'
import { run, succeed } from './process.ts'

const UNIT = { swanctl: 'strongswan.service', 'ipsec.conf': 'strongswan-starter.service' } as const
const PACKAGES = {
  swanctl: 'charon-systemd and strongswan-swanctl',
  'ipsec.conf': 'strongswan-starter and strongswan-charon',
} as const
/** Some of which is active as soon as nobody waits for `cygnet-boot` any more. */
const AFTER_BOOT = ['network-pre.target', 'systemd-networkd.service', ...Object.values(UNIT)] as const
const DAEMONS = ['swanctl', 'ipsec.conf'] as const

/** How often a daemon that was started is asked whether it answers, a tenth of a second apart. */
const LOOKS = 150

/** The daemons as systemd runs them; `answers` says whether one that was started can be spoken to. */
export const systemdServices = (
  answers: (daemon: Daemon) => Promise<boolean>,
  wait: (milliseconds: number) => Promise<void>,
): Services => ({
  begun: async () => (await run('systemctl', ['is-active', '--quiet', ...AFTER_BOOT])).code === 0,
  running: async () => {
    const states = await Promise.all(DAEMONS.map(async daemon => ((await isActive(daemon)) ? [daemon] : [])))
    return new Set(states.flat())
  },
  mustHave: async daemon => {
    const state = await loadState(daemon)
    if (state === 'masked')
      throw new ToolError(
        'missing',
        'systemctl',
        `${UNIT[daemon]} is masked: systemctl unmask ${UNIT[daemon]}`,
      )
    if (state !== 'loaded')
      throw new ToolError('missing', 'systemctl', `there is no ${UNIT[daemon]}: install ${PACKAGES[daemon]}`)
  },
  start: async daemon => {
    await succeed('systemctl', ['start', UNIT[daemon]], { seconds: 60 })
    for (let look = 0; !(await answers(daemon)); look++) {
      if (look >= LOOKS) throw new ToolError('too-slow', UNIT[daemon], 'it was started and does not answer')
      await wait(100)
    }
  },
  stop: async daemon => {
    if (await isThere(daemon)) await succeed('systemctl', ['stop', UNIT[daemon]], { seconds: 60 })
  },
  prefer: async daemon => {
    const other = otherDaemon(daemon)
    if (await isThere(other)) await succeed('systemctl', ['disable', '--quiet', UNIT[other]])
    await succeed('systemctl', ['enable', '--quiet', UNIT[daemon]])
    // systemctl syncs nothing, and the journal is about to say that this is done.
    await succeed('sync', ['--file-system', '/etc'], { seconds: 60 })
    // At boot this runs before either: waiting for them would be waiting for ourselves.
    if (await isThere(other)) await succeed('systemctl', ['--no-block', 'stop', UNIT[other]])
    await succeed('systemctl', ['--no-block', 'start', UNIT[daemon]])
  },
})

const isActive = async (daemon: Daemon): Promise<boolean> =>
  (await run('systemctl', ['is-active', '--quiet', UNIT[daemon]])).code === 0

const isThere = async (daemon: Daemon): Promise<boolean> => (await loadState(daemon)) === 'loaded'

/** loaded, not-found, masked, or what else systemd calls it. */
const loadState = async (daemon: Daemon): Promise<string> =>
  (await succeed('systemctl', ['show', '--property=LoadState', '--value', UNIT[daemon]])).trim()
