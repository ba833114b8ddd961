import { pingSteadily } from '../../lab/steady-ping.ts'
import { approvedChange } from '../approved-change.ts'
import type { Cast } from '../cast.ts'
import { whereabouts } from '../gateway-words.ts'
import { eventually, hold } from '../narrator.ts'
import { rollout } from './rollout.ts'

const ARCHIVE = '      archive: { subnet: 10.3.0.0/16, interface: lxdbr1 }\n'
const AFTER = /^ {6}containers: \{ subnet: 10\.2\.0\.0\/16.*\n/m

/** A third network behind ulthar, approved from the command line, while a ping runs across the tunnel that exists. */
export const thirdNetwork = async (cast: Cast): Promise<void> => {
  const { say, lab, author } = cast
  const host = lab.host('rlyeh/containers')
  let merged = ''
  await say.check(
    `${author.name} adds a third network behind ulthar; the plan says that no tunnel blinks`,
    async () => {
      await author.branch('archive')
      const text = await author.read('topology.yaml')
      const change = await approvedChange(cast, {
        branch: 'archive',
        title: 'An archive behind ulthar',
        files: { 'topology.yaml': text.replace(AFTER, line => `${line}${ARCHIVE}`) },
        inspect: ({ summary }) =>
          hold(
            summary.includes('hitless') && !summary.includes('blinks'),
            `the plan expects a blink: ${summary}`,
          ),
      })
      merged = change.merged
      return `#${change.pull}, approved with cygnet approve, merged as ${merged.slice(0, 8)}`
    },
  )
  const ping = await pingSteadily(host, '10.2.0.10')
  await rollout(cast, merged, { release: 2, bundles: 4 })
  await say.check('a ping every 10 ms across the existing tunnel lost nothing meanwhile', async () => {
    const { replies, lost, lostAfter } = await ping.stop()
    if (lost.length > 0) {
      const seen = await Promise.all(['rlyeh', 'ulthar'].map(name => whereabouts(lab.gateway(name))))
      say.note([`the first was lost after ${lostAfter}`, ...seen].join('\n'))
    }
    hold(lost.length === 0, `${lost.length} of ${replies + lost.length} lost: ${lost.slice(0, 20).join(' ')}`)
    return `${replies} of ${replies} answered`
  })
  await say.check('the host behind rlyeh reaches the archive', async () => {
    await eventually('an answer from the archive', async () => {
      const { code } = await host.exec(['ping', '-n', '-c', '1', '-W', '2', '10.3.0.10'])
      return code === 0 ? true : undefined
    })
    return '10.3.0.10 answers'
  })
}
