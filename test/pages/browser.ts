import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core'
import type { Login, World } from './world.ts'

/** As Debian installs it; a test without it fails. */
const CHROMIUM = '/usr/bin/chromium'

/** Nothing of it needs a network, and nothing of it is asked for. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, headless: true, args: QUIET })

/** How somebody looks. */
export const LOOKS = {
  light: { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  phone: {
    viewport: { width: 390, height: 844 },
    colorScheme: 'light',
    isMobile: true,
    hasTouch: true,
    deviceScaleFactor: 2,
  },
} as const satisfies Record<string, BrowserContextOptions>

/** A browser of somebody who logged in by the real way: the door, the forge, and back. */
export const loggedIn = async (
  browser: Browser,
  world: World,
  login: Login,
  options: BrowserContextOptions = LOOKS.light,
): Promise<BrowserContext> => {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  await page.goto(world.signInAs(login))
  await page.goto(`${world.url}/networks/miskatonic`)
  await page.getByRole('link', { name: 'Log in with GitHub' }).click()
  await page.waitForURL(`${world.url}/networks/miskatonic`)
  await page.close()
  return context
}

/** Every page of the small network, by a name for its picture. */
export const PAGES = {
  network: '',
  gateways: '/gateways',
  gateway: '/gateways/innsmouth',
  tunnels: '/tunnels',
  tunnel: '/tunnels/lomar-ulthar',
  rollout: '/rollout',
  releases: '/releases',
  audit: '/audit',
} as const
