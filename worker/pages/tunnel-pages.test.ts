import { expect, test } from 'vitest'
import { MIXED, pictureIn } from '../../test/fixtures/mixed-network.ts'
import type { Facts } from '../health/facts.ts'
import { tunnelsOf } from '../health/tunnel.ts'
import { type KeptPicture, keptPicture } from '../picture/kept-picture.ts'
import { tunnelTable } from './tunnel-pages.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')

/** The row of a tunnel, as its cells say it. */
const row = async (
  name: string,
  picture: KeptPicture,
  metered: Facts['metered'] = new Map(),
): Promise<string[]> => {
  const facts = { now: NOW, release: undefined, picture, heard: new Map(), metered }
  const page = (await tunnelTable('mixed', tunnelsOf(facts))).toString()
  const [, cells = ''] = new RegExp(`>${name}</a></th>([^]*?)</tr>`).exec(page) ?? []
  return [...cells.matchAll(/<td class="number">([^]*?)<\/td>/g)].map(([, cell = '']) =>
    cell.replace(/<[^>]*>/g, ''),
  )
}

const asked = keptPicture(pictureIn({ ...MIXED, monitor: { every: '1s' } }))
const notAsked = keptPicture(pictureIn(MIXED))

test('a tunnel that nobody is asked to measure is not said to be without measurement', async () => {
  expect(await row('core-arkham-dunwich', notAsked)).toEqual(['–', '–', '–'])
  expect(await row('core-arkham-dunwich', asked)).toEqual(['not measured', 'not measured', '–'])
})

test('of what was drawn before it was known whether anybody is asked, it is said', async () => {
  const { measured: _, ...before } = notAsked
  expect(await row('core-arkham-dunwich', before)).toEqual(['not measured', 'not measured', '–'])
})

test('what was measured is shown while it is fresh, also when nobody is asked any more', async () => {
  const paths = [{ tunnel: 'core-arkham-dunwich', child: 'lan-lan', sent: 100, lost: 10 }]
  const metered = new Map([['arkham', { received: NOW, paths }]])
  expect(await row('core-arkham-dunwich', notAsked, metered)).toEqual(['10.0 %', '–', '–'])
  expect(await row('core-arkham-dunwich', asked, metered)).toEqual(['10.0 %', 'not measured', '–'])
})
