import { expect, test } from 'vitest'
import { hubNetwork, meshNetwork } from '../../../infra/bench/sample-network.ts'
import { changed, problemsIn, type Written } from '../../../test/fixtures/two-sites.ts'

const sizes = (written: Written) =>
  problemsIn(JSON.stringify(written)).filter(({ code }) => code === 'network-size')

test('a mesh of 300 is compiled, one of 400 is refused where it is written, before any of its tunnels is made', () => {
  expect(sizes(meshNetwork(300))).toEqual([])
  expect(sizes(meshNetwork(400))).toMatchObject([
    { value: 'full', message: expect.stringContaining('has 79800 of them') },
  ])
})

test('a hub with a thousand spokes is no mesh', () => {
  expect(sizes(hubNetwork(1000))).toEqual([])
})

test('two gateways with a thousand networks each would rekey a million CHILD SAs', () => {
  const networks = (second: number): Written =>
    Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [
        `n${index}`,
        { subnet: `10.${second}.${index & 255}.${4 * (index >> 8)}/30`, interface: 'br0' },
      ]),
    )
  const wide = changed(hubNetwork(2), {
    gateways: { g0000: { networks: networks(200) }, g0001: { networks: networks(201) } },
    hubs: undefined,
    tunnels: { wide: { between: { g0000: 'eth0', g0001: 'eth0' } } },
  })
  expect(sizes(wide)).toMatchObject([{ message: expect.stringContaining('1002001 pairs of networks') }])
})
