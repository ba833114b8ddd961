import { beforeAll, expect, test } from 'vitest'
import { meshNetwork } from '../../../infra/bench/sample-network.ts'
import { ledgerInSqlite } from '../../../test/fixtures/ledger-in-sqlite.ts'
import { pictureIn } from '../../../test/fixtures/mixed-network.ts'
import { secondRelease } from '../../../test/fixtures/rollout-story.ts'
import type { Look } from '../../pages/view.ts'
import { seenOf } from '../../pages/view-page.ts'
import { keptPicture } from '../../picture/kept-picture.ts'
import type { Ports } from '../../ports/ports.ts'
import { inSight } from './draw.ts'
import { lookAt } from './look.ts'

test('who looks asks for no work, also where the picture is missing: a commit that no longer compiles would be read every few seconds', () => {
  const clock = { now: () => new Date(1_000_000_000) }
  const { ledger } = ledgerInSqlite(clock)
  ledger.keep(secondRelease().rollout)
  const view = lookAt({ network: 'miskatonic', ledger, clock } as unknown as Ports, { kind: 'network' })
  expect(view).toMatchObject({ kind: 'network', drawn: false })
  expect(ledger.jobs.nextDue()).toBeUndefined()
})

const clock = { now: () => new Date('2026-03-01T12:00:00Z') }

/** A hundred and twenty gateways that all know each other, one tunnel of which is down as one end says, and one gateway of which is silent. */
const crowd = (): ((look: Look) => Promise<string>) => {
  const { ledger } = ledgerInSqlite(clock)
  const { rollout } = secondRelease()
  ledger.keep(rollout)
  ledger.pictures.put(inSight(rollout)?.plan ?? '', keptPicture(pictureIn(meshNetwork(120))), 0, [])
  const report = (gateway: string, minutes: number, tunnel: string, state: 'up' | 'down'): void =>
    ledger.reports.put(gateway, {
      gateway,
      counter: 1,
      received: clock.now().getTime() - minutes * 60_000,
      signed: {
        report: {
          cygnet: 1,
          network: 'miskatonic',
          gateway,
          counter: 1,
          at: '2026-03-01T12:00:00Z',
          outcome: 'unchanged',
          runner: '0.1.0',
          children: [{ connection: tunnel, child: 'lan-lan', state }],
        },
        signature: `${'A'.repeat(86)}==`,
      },
    })
  report('g0119', 0, 'full-g0070-g0119', 'down')
  report('g0000', 60, 'full-g0000-g0001', 'up')
  return async look => {
    const view = lookAt({ network: 'miskatonic', ledger, clock } as unknown as Ports, look)
    return String(await seenOf(view).body)
  }
}

let see: (look: Look) => Promise<string>
beforeAll(() => {
  see = crowd()
})

const rowsOf = (page: string): string[] =>
  [...page.matchAll(/<th scope="row"><a href="[^"]*">([^<]*)/g)].map(([, name = '']) => name)

test('seven thousand tunnels come a hundred at a time, what is sick first and what only a silent gateway says after it', async () => {
  const page = (number: number): Promise<string> => see({ kind: 'tunnels', page: number, gateway: undefined })
  const first = await page(1)
  expect(rowsOf(first)).toHaveLength(100)
  expect(rowsOf(first).slice(0, 2)).toEqual(['full-g0070-g0119', 'full-g0000-g0001'])
  expect(first).toContain('7140 tunnels')
  expect(first).toContain('href="/networks/miskatonic/tunnels?page=2" rel="next"')
  // A page that there is not is the last one, whatever number somebody writes into the address.
  const last = await page(72)
  expect(last).not.toContain('rel="next"')
  expect(await page(999_999_999_999_999)).toBe(last)
  expect(new Set([...rowsOf(first), ...rowsOf(await page(2))]).size).toBe(200)
})

test('of one gateway its own tunnels are shown, on its page the first of them, and of nobody none', async () => {
  const own = await see({ kind: 'tunnels', page: 2, gateway: 'g0119' })
  expect(rowsOf(own)).toHaveLength(19)
  expect(rowsOf(own).every(name => name.endsWith('g0119'))).toBe(true)
  expect(own).toContain('href="/networks/miskatonic/tunnels?gateway=g0119&amp;page=1"')
  const gateway = await see({ kind: 'gateway', name: 'g0119' })
  expect(rowsOf(gateway)).toHaveLength(100)
  expect(gateway).toContain('href="/networks/miskatonic/tunnels?gateway=g0119&amp;page=2"')
  await expect(see({ kind: 'tunnels', page: 1, gateway: 'nobody' })).rejects.toThrow('no such gateway')
  expect(await see({ kind: 'gateways', page: 2 })).toContain('101 to ')
})

test('their picture has every card and a line only for the tunnel that is down; the silent gateway is said once', async () => {
  const home = await see({ kind: 'network' })
  expect(home.match(/class="face"/g)).toHaveLength(120)
  expect(
    [...home.matchAll(/<a href="[^"]*\/tunnels\/([^"]*)" tabindex="-1">/g)].map(([, name]) => name),
  ).toEqual(['full-g0070-g0119'])
  expect(home).toContain('full-g0070-g0119: down')
  const [, look = ''] = /<section id="look"([^]*?)<\/section>/.exec(home) ?? []
  expect([...look.matchAll(/\/miskatonic\/([a-z]+\/[^"]*)"/g)].map(([, to]) => to)).toEqual([
    'gateways/g0000',
    'gateways/g0119',
    'tunnels/full-g0070-g0119',
  ])
})
