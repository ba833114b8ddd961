import type { Cast } from '../cast.ts'
import { espBytes } from '../gateway-words.ts'
import { eventually, hold } from '../narrator.ts'

const MEGABYTE = 1_000_000
/** Private, and behind no tunnel: must not leave at all. */
const NOWHERE = '10.77.0.1'
const WEB = '198.51.100.10'
const BEHIND_ULTHAR = '10.2.0.10'

/** Real packets, seen on the wires: through the tunnel, never in clear, and into the internet under the gateway's name. */
export const traffic = async ({ say, lab }: Cast): Promise<void> => {
  const host = lab.host('rlyeh/containers')
  const rlyeh = lab.gateway('rlyeh')
  const outside = await lab.capture({ where: 'internet' })
  const underlay = await lab.capture({ where: 'vlan', filter: 'net 10.0.0.0/8' })
  await say.check('a host behind rlyeh pings a host behind ulthar', async () => {
    // Machines in emulation lose a packet while they are busy with their first change.
    return await eventually('ten answers to ten pings', async () => {
      const { code, stdout } = await host.exec(['ping', '-n', '-c', '10', '-i', '0.2', BEHIND_ULTHAR])
      hold(code === 0 && stdout.includes(' 0% packet loss'), stdout)
      return stdout.split('\n').findLast(line => line.startsWith('rtt'))
    })
  })
  await say.check('100 MB go through the tunnel and arrive to the byte, as ESP of the kernel', async () => {
    const before = await espBytes(rlyeh)
    const sent = await lab.transfer({
      from: 'rlyeh/containers',
      to: 'ulthar/containers',
      bytes: 100 * MEGABYTE,
    })
    const grown = (await espBytes(rlyeh)) - before
    hold(grown > 100 * MEGABYTE, `the kernel's ESP counters grew by ${grown} bytes only`)
    const rate = ((sent.bytes * 8) / sent.seconds / MEGABYTE).toFixed(0)
    return `${sent.seconds.toFixed(0)} s, ${rate} Mbit/s, ESP counters +${(grown / MEGABYTE).toFixed(0)} MB`
  })
  await say.check('the host reaches the internet, masqueraded', async () => {
    const { stdout } = await host.exec(['curl', '-sS', '--max-time', '20', `http://${WEB}/`])
    const seen = stdout.trim().replace('::ffff:', '')
    hold(/^\d+\.\d+\.\d+\.\d+$/.test(seen) && !seen.startsWith('10.'), `the web server saw ${stdout}`)
    return `the web server saw ${seen}`
  })
  await say.check('private space that no tunnel covers is dropped, not leaked', async () => {
    const { code } = await host.exec(['ping', '-n', '-c', '3', '-i', '0.2', '-W', '1', NOWHERE])
    hold(code !== 0, `${NOWHERE} answered`)
    return NOWHERE
  })
  await say.check(
    'no private packet left by an internet interface, nor over the underlay, in clear',
    async () => {
      const seen = await outside.stop()
      const clear = await underlay.stop()
      const leaked = seen.filter(line => /\b10\.\d+\.\d+\.\d+\b/.test(line))
      hold(
        seen.some(line => line.includes(WEB)),
        'the capture saw nothing at all',
      )
      hold(leaked.length === 0, `leaked: ${leaked.slice(0, 3).join(' / ')}`)
      hold(clear.length === 0, `in clear on the underlay: ${clear.slice(0, 3).join(' / ')}`)
      return `${seen.length} packets on the internet wires, none of them private`
    },
  )
}
