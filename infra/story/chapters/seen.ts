import { Browser } from '../browser.ts'
import { type Cast, NETWORK } from '../cast.ts'
import { eventually, hold } from '../narrator.ts'

const TUNNEL = 'rlyeh-ulthar'

/** What the gateways measure of their tunnel, in a terminal and in the browser of somebody who may only look. */
export const seen = async (cast: Cast): Promise<void> => {
  const { say, stack, cygnet, stranger } = cast
  await say.check('cygnet status tells loss and round trip of the tunnel, and of what is below it', () =>
    eventually('a report of what was measured', async () => {
      const { stdout } = await cygnet('status')
      return /rlyeh-ulthar: [\d.]+ % lost, [\d.]+ ms, underlay [\d.]+ %/.exec(stdout)?.[0]
    }),
  )
  await say.check(
    `${stranger.name}, who may only look, logs in by the forge and sees the network`,
    async () => {
      const browser = new Browser()
      const home = `${stack.worker.url}/networks/${NETWORK}`
      hold((await browser.open(home)).status === 401, 'the network is shown to whoever comes')
      await browser.open(stack.forge.loginUrl(stranger.name))
      await browser.open(`${home}/login`)
      const network = await browser.open(home)
      hold(network.status === 200 && /<svg[\s\S]*rlyeh[\s\S]*ulthar/.test(network.text), network.text)
      const tunnel = await browser.open(`${home}/tunnels/${TUNNEL}`)
      hold(
        /Round trip[\s\S]*?\d ms[\s\S]*The last day/.test(tunnel.text),
        `the page of the tunnel says ${tunnel.text}`,
      )
      return home
    },
  )
}
