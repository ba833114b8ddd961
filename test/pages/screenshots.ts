// `npm run screenshots`: what people see, as pictures in .cygnet/screenshots, which Git ignores.

import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { LOOKS, loggedIn, PAGES, startBrowser } from './browser.ts'
import { LARGE, SMALL } from './networks.ts'
import { seedLarge, seedSmall } from './seed.ts'
import { World } from './world.ts'

const OUT = path.resolve('.cygnet/screenshots')
mkdirSync(OUT, { recursive: true })

const browser = await startBrowser()

/** Every page in every look; `full` are pictures of all of it and not of what fits. */
const shoot = async (
  world: World,
  pages: Readonly<Record<string, string>>,
  prefix: string,
): Promise<void> => {
  for (const [look, options] of Object.entries(LOOKS)) {
    const context = await loggedIn(browser, world, 'walter', options)
    const page = await context.newPage()
    for (const [name, address] of Object.entries(pages)) {
      await page.goto(`${world.url}/networks/miskatonic${address}`)
      await page.screenshot({ path: path.join(OUT, `${prefix}${name}-${look}.png`), fullPage: true })
    }
    await context.close()
  }
}

try {
  {
    await using world = await World.begin(SMALL)
    const outside = await browser.newPage(LOOKS.light)
    await outside.goto(`${world.url}/networks/miskatonic`)
    await outside.screenshot({ path: path.join(OUT, 'door-light.png') })
    await shoot(world, { network: '', gateways: '/gateways', releases: '/releases' }, 'empty-')
    await seedSmall(world)
    await shoot(world, PAGES, '')
  }
  await using world = await World.begin(LARGE)
  await seedLarge(world)
  await shoot(world, { network: '', gateways: '/gateways', tunnels: '/tunnels' }, 'sixty-')
} finally {
  await browser.close()
}
console.log(`pictures are in ${OUT}`)
