import { expect, test } from 'vitest'
import { complaints } from '../../../test/fixtures/two-sites.ts'

const networks = (north: readonly string[], south: readonly string[]) => {
  const named = (names: readonly string[], site: number) =>
    Object.fromEntries(
      names.map((name, index) => [name, { subnet: `10.${site}.${index}.0/24`, interface: 'br0' }]),
    )
  return complaints({
    gateways: {
      north: { internet: undefined, networks: { web: undefined, ...named(north, 1) } },
      south: { networks: { web: undefined, ...named(south, 2) } },
    },
  })
}

test('a dash in a name can make two pairs read the same', () => {
  expect(networks(['web', 'web-db'], ['db-log', 'log'])).toEqual(['child-ambiguous: north-south'])
})

test('names with dashes are fine as long as the pairs differ', () => {
  expect(networks(['web', 'web-db'], ['db', 'log'])).toEqual([])
})
