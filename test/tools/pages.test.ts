import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LOOKS, loggedIn, PAGES, startBrowser } from '../pages/browser.ts'
import { LARGE, SMALL } from '../pages/networks.ts'
import { seedLarge, seedSmall } from '../pages/seed.ts'
import { World } from '../pages/world.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let browser: Browser
let world: World

beforeAll(async () => {
  browser = await startBrowser()
  world = await World.begin(SMALL)
  await seedSmall(world)
})
afterAll(async () => {
  await browser.close()
  await world[Symbol.asyncDispose]()
})

const addressOf = (path: string): string => `${world.url}/networks/miskatonic${path}`

/** What axe calls serious or critical, with where it is. */
const troubles = async (page: Page): Promise<string[]> => {
  await page.evaluate(AXE)
  const results = await page.evaluate<AxeResults>('axe.run()')
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(node => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`),
    )
}

/** Everything that a browser has to say against a page: errors, refused styles and scripts, and requests to elsewhere. */
const listening = (page: Page): string[] => {
  const heard: string[] = []
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') heard.push(message.text())
  })
  page.on('pageerror', error => heard.push(error.message))
  page.on('request', request => {
    if (!request.url().startsWith(world.url) && !request.url().startsWith('data:')) heard.push(request.url())
  })
  page.on('dialog', dialog => {
    heard.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  return heard
}

describe.each(Object.entries(LOOKS))('every page, %s', (_, look) => {
  let context: BrowserContext
  beforeAll(async () => {
    context = await loggedIn(browser, world, 'walter', look)
  })
  afterAll(() => context.close())

  test('can be read by everybody, asks nobody else, and is not wider than its window', async () => {
    const page = await context.newPage()
    const heard = listening(page)
    for (const [name, path] of Object.entries(PAGES)) {
      const answer = await page.goto(addressOf(path))
      expect([name, answer?.status()]).toEqual([name, 200])
      expect([name, await troubles(page)]).toEqual([name, []])
      const wider = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      expect([name, wider]).toEqual([name, 0])
    }
    expect(heard).toEqual([])
    await page.close()
  })
})

test('the picture says of every gateway and sick tunnel how it is, in a word and by a sign', async () => {
  await using context = await loggedIn(browser, world, 'walter')
  const page = await context.newPage()
  await page.goto(addressOf(''))
  const said = await page.locator('#canvas a[href*="/gateways/"] title').allTextContents()
  expect(said.map(words => words.split('\n')[0])).toEqual(
    expect.arrayContaining(['arkham: 1 CHILD SA down', 'innsmouth: changed by hand', 'celephais: well']),
  )
  const signs = await page.locator('#canvas a[href$="/gateways/innsmouth"] use').getAttribute('href')
  expect(signs).toBe('#mark-hand')
  await page
    .locator('#canvas a[href$="/tunnels/branches-kingsport"] use, #canvas use[href="#mark-sick"]')
    .first()
    .waitFor()
  await page.locator('#canvas a[href$="/gateways/kingsport"]').click()
  await page.waitForURL(/gateways\/kingsport$/)
})

test('the keyboard reaches everything in order, sees where it is, and skips to the page', async () => {
  await using context = await loggedIn(browser, world, 'walter')
  const page = await context.newPage()
  await page.goto(addressOf(''))
  const focused = (): Promise<string> =>
    page.evaluate('document.activeElement?.getAttribute("href") ?? document.activeElement?.id ?? ""')
  await page.keyboard.press('Tab')
  expect(await focused()).toBe('#main')
  expect(await page.locator('.skip').boundingBox()).toMatchObject({ x: 8 })
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  // The first thing on the page itself.
  expect(await focused()).toBe('/networks/miskatonic/gateways/arkham')
  const seen: string[] = []
  for (let step = 0; step < 60 && !seen.includes('/networks/miskatonic/rollout'); step++) {
    seen.push(await focused())
    const outline = await page.evaluate(
      'getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement.querySelector(".face") ?? document.body).stroke',
    )
    expect(outline).not.toBe('nonenone')
    await page.keyboard.press('Tab')
  }
  expect(seen).toEqual(expect.arrayContaining(['canvas', '/networks/miskatonic/gateways/celephais']))
  // Lines are in the list of tunnels: in a mesh of sixty nobody would come past them.
  expect(seen.filter(one => one.includes('/tunnels/core'))).toEqual([])
})

test('without script every page says the same, and loads itself again', async () => {
  await using context = await loggedIn(browser, world, 'walter')
  const state = await context.storageState()
  await using still = await browser.newContext({
    ...LOOKS.light,
    storageState: state,
    javaScriptEnabled: false,
  })
  const page = await still.newPage()
  for (const [name, path] of Object.entries(PAGES)) {
    await page.goto(addressOf(path))
    expect([name, await page.locator('h1').count()]).toEqual([name, 1])
    expect([name, await page.locator('head noscript').innerHTML()]).toEqual([
      name,
      expect.stringContaining('refresh'),
    ])
  }
  await page.goto(addressOf('/tunnels/lomar-ulthar'))
  await page.getByText('As a table').first().click()
  expect(await page.locator('#day-table th[scope="row"]').count()).toBeGreaterThan(10)
})

test('a page brings itself up to date, and keeps what somebody opened and where they are', async () => {
  await using context = await loggedIn(browser, world, 'walter')
  const page = await context.newPage()
  await page.clock.install()
  await page.goto(addressOf('/tunnels/celephais-dunwich'))
  await page.getByText('As a table').first().click()
  await page.locator('#day-as-table summary').focus()
  await world.report('celephais', {
    children: [{ connection: 'celephais-dunwich', child: 'lan-lan', state: 'down' }],
    measured: {
      since: new Date(Date.now() - 10_000).toISOString(),
      paths: [{ tunnel: 'celephais-dunwich', child: 'lan-lan', sent: 10, lost: 10 }],
      losses: [],
      more: 0,
    },
  })
  await page.clock.runFor(11_000)
  await page.locator('h1 .state.sick').waitFor()
  expect(await page.locator('#day-as-table').getAttribute('open')).toBe('')
  expect(await page.evaluate('document.activeElement.parentElement.id')).toBe('day-as-table')
  expect(await page.locator('#pulse').textContent()).toBe('live')
})

test('a report cannot inject markup: nothing of it runs, and all of it is read', async () => {
  const hostile = `"><script>alert('in')</script><img src=x onerror="alert('in')"><svg onload=alert('in')>`
  await world.report('dunwich', {
    problem: { code: hostile.slice(0, 64), message: hostile },
    runner: hostile.slice(0, 64),
    children: [{ connection: 'core-arkham-dunwich', child: 'lan-lan', state: 'up' }],
    drift: {
      repaired: true,
      more: 3,
      found: [{ kind: 'file', what: hostile, diff: [hostile, `+${hostile}`] }],
    },
    measured: {
      since: new Date(Date.now() - 60_000).toISOString(),
      paths: [],
      losses: [
        {
          tunnel: 'core-arkham-dunwich',
          at: new Date().toISOString(),
          seconds: 1,
          lost: 1,
          cause: 'unknown',
          words: hostile,
        },
      ],
      more: 0,
    },
  })
  await using context = await loggedIn(browser, world, 'walter')
  const page = await context.newPage()
  const heard = listening(page)
  for (const path of [
    '',
    '/gateways',
    '/gateways/dunwich',
    '/tunnels',
    '/tunnels/core-arkham-dunwich',
    '/rollout',
    '/releases',
    '/audit',
  ]) {
    await page.goto(addressOf(path))
    expect(await page.locator('img, main script, [onload], [onerror]').count()).toBe(0)
  }
  await page.clock.install()
  await page.goto(addressOf('/gateways/dunwich'))
  expect(await page.locator('#losses').textContent()).toContain(hostile)
  expect(await page.locator('#drift pre').textContent()).toContain(`+${hostile}`)
  // And the same where the script puts it.
  await page.evaluate(`document.querySelectorAll('[data-part]').forEach(part => part.remove())`)
  await page.clock.runFor(11_000)
  await page.locator('#losses').waitFor()
  expect(await page.locator('img, main script, [onload], [onerror]').count()).toBe(0)
  expect(heard).toEqual([])
})

test('somebody who may not read the repository, and somebody who logged out, stand outside', async () => {
  await using context = await browser.newContext(LOOKS.light)
  const page = await context.newPage()
  await page.goto(world.signInAs('walter'))
  await page.goto(addressOf('/audit'))
  expect(await troubles(page)).toEqual([])
  await page.getByRole('link', { name: 'Log in with GitHub' }).click()
  await page.waitForURL(addressOf('/audit'))
  await page.getByRole('link', { name: 'Log out' }).click()
  await page.getByText('Logged out').waitFor()
  expect((await page.goto(addressOf('')))?.status()).toBe(401)
})

describe('sixty gateways', () => {
  test('can be told apart at a glance, and read', async () => {
    await using sixty = await World.begin(LARGE)
    await seedLarge(sixty)
    await using context = await loggedIn(browser, sixty, 'walter')
    const page = await context.newPage()
    await page.goto(`${sixty.url}/networks/miskatonic`)
    expect(await page.locator('#canvas a[href*="/gateways/"]').count()).toBe(60)
    const names = await Promise.all(
      (await page.locator('#canvas .card .name').all()).map(name => name.boundingBox()),
    )
    // Letters of nine pixels, and no name on another.
    expect(Math.min(...names.map(box => box?.height ?? 0))).toBeGreaterThan(10.5)
    const overlapping = names.filter((a, index) =>
      names
        .slice(index + 1)
        .some(
          b =>
            a &&
            b &&
            a.x < b.x + b.width &&
            b.x < a.x + a.width &&
            a.y < b.y + b.height &&
            b.y < a.y + a.height,
        ),
    )
    expect(overlapping).toEqual([])
    expect(await page.locator('#canvas use[href="#mark-sick"]').count()).toBe(4)
    expect(await page.locator('#look li').count()).toBe(5)
    expect(await troubles(page)).toEqual([])
  })
})
