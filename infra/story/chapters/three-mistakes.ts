import { type Cast, exampleSection } from '../cast.ts'
import { hold } from '../narrator.ts'

/** What the author writes wrong, as it stands in the file, and what the check must call it. */
const MISTAKES = [
  { right: 'vlan: 4090', wrong: 'vlan: 4444', code: 'vlan-range' },
  { right: 'subnet: 10.2.0.0/16', wrong: 'subnet: 10.2.0.1/16', code: 'selector-host-bits' },
  { right: 'ulthar: eth1 }', wrong: 'ulthar: eth7 }', code: 'unknown-reference' },
] as const

/** The author joins the two sites, and gets three things wrong. Returns the pull request. */
export const threeMistakes = async ({ say, author, maintainer }: Cast): Promise<number> => {
  let commit = ''
  let pull = 0
  await author.clone()
  await author.branch('join-the-sites')
  const right = withTunnel(await author.read('topology.yaml'), await exampleSection('tunnels'))
  const wrong = MISTAKES.reduce((text, mistake) => text.replace(mistake.right, mistake.wrong), right)
  await say.check(`${author.name} pushes a change with three mistakes`, async () => {
    commit = await author.push('join-the-sites', 'join the two sites', { 'topology.yaml': wrong })
    pull = await author.openPull('join-the-sites', 'Join the two sites')
    return `#${pull} at ${commit.slice(0, 8)}`
  })
  await say.check('cygnet / plan fails, with an annotation on each of the three lines', async () => {
    const check = await maintainer.completed(commit, 'cygnet / plan')
    hold(check.conclusion === 'failure', `the check says ${String(check.conclusion)}: ${check.title}`)
    hold((await maintainer.buttons(commit, check.id)).length === 0, 'a plan that is wrong can be approved')
    const annotations = await maintainer.annotations(check.id)
    for (const { wrong: written, code } of MISTAKES) {
      const line = wrong.split('\n').findIndex(text => text.includes(written)) + 1
      const found = annotations.find(one => one.line === line && `${one.title} ${one.message}`.includes(code))
      hold(
        found !== undefined,
        `no ${code} on line ${line}: ${annotations.map(one => `${one.line} ${one.title}`).join(', ')}`,
      )
    }
    return annotations.map(one => `line ${one.line} ${one.title}`).join(', ')
  })
  await say.check('the author mends them and pushes again', async () => {
    const mended = await author.push('join-the-sites', 'mend what the check found', {
      'topology.yaml': right,
    })
    return mended.slice(0, 8)
  })
  return pull
}

/** The tunnel goes where the example has it: before the rollout. */
const withTunnel = (text: string, tunnel: string): string => text.replace(/^rollout:/m, `${tunnel}rollout:`)
