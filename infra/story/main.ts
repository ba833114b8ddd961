import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { readRecords, removeLab } from '../lab/record.ts'
import { gather, NETWORK } from './cast.ts'
import { Narrator } from './narrator.ts'
import { tell } from './story.ts'

const HELP = `npm start [-- --once]: cygnet's main job, from a git push to a tunnel that carries packets

Starts a forge (Git, pull requests, checks) and the control plane on this machine, boots two gateways as virtual
machines, and tells the story of four changes and three attacks. Every line that is ticked was checked. Then it
stays up: clone, push, press the button. State is in .cygnet/story, and nothing is left running at the end.

  --once   end after the story; exit code 0 when every claim held
`

const { values } = parseArgs({
  options: { once: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
})
const say = new Narrator(line => console.log(line), process.stdout.isTTY)

const main = async (): Promise<void> => {
  const start = performance.now()
  say.chapter('A forge, a control plane, two gateways')
  const folder = join(fileURLToPath(new URL('../..', import.meta.url)), '.cygnet/story')
  await using cast = await gather({ say, folder })
  await tell(cast)
  console.log(
    `\n${say.claims} claims, all checked, in ${((performance.now() - start) / 60_000).toFixed(1)} minutes`,
  )
  if (values.once === true) return
  const { forge, worker } = cast.stack
  say.chapter('Now you')
  say.note(`the forge, as ${cast.author.name} (may write):       ${forge.loginUrl(cast.author.name)}`)
  say.note(`the forge, as ${cast.maintainer.name} (may approve):  ${forge.loginUrl(cast.maintainer.name)}`)
  say.note(`the network, for whoever is signed in to the forge: ${worker.url}/networks/${NETWORK}`)
  say.note(`clone:    git clone ${forge.cloneUrl(cast.author.name)}`)
  say.note(
    `approve:  CYGNET_TOKEN=${cast.maintainer.token} CYGNET_URL=${worker.url}/v1/${NETWORK} npm run cygnet -- approve --pull N`,
  )
  say.note('Ctrl-C takes everything down')
  await new Promise(() => {})
}

/** Whenever it comes, also while the gateways are still waking: nothing is left on the machine. */
const interruption = async (): Promise<never> => {
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  for (const record of await readRecords()) if (record.owner?.pid === process.pid) await removeLab(record)
  process.exit(130)
}

if (values.help === true) console.log(HELP)
else
  try {
    await Promise.race([main(), interruption()])
    // Octokit and miniflare may keep idle sockets; the story is over.
    process.exit(0)
  } catch (error) {
    console.error(`\nerror: ${error instanceof Error ? error.message : String(error)}`)
    process.exit(1)
  }
