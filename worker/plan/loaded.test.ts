import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { arbitraryNetwork, drivenBy, topologyOf } from '../../test/fixtures/arbitrary-network.ts'
import { compile } from '../compile/compile.ts'
import { isTunnel, loadedBy } from './loaded.ts'
import type { Loaded } from './loaded-connection.ts'

type Plain = Readonly<Record<string, unknown>>

const plain = (map: ReadonlyMap<string, string>): Plain => Object.fromEntries(map)

/** What swanctl.conf says and ipsec.conf cannot, or says once for all: `config setup` and charon's own defaults. */
const ALONE = ['unique', 'keyingtries'] as const

const tunnelsOf = (all: ReadonlyMap<string, Loaded>): Plain =>
  Object.fromEntries(
    [...all]
      .filter(([, loaded]) => isTunnel(loaded))
      .map(([name, { settings, children }]) => [
        name,
        {
          settings: plain(new Map([...settings].filter(([key]) => !ALONE.some(one => one === key)))),
          children: Object.fromEntries([...children].map(([child, values]) => [child, plain(values)])),
        },
      ]),
  )

/** The people who may dial in, with their names and their addresses. */
const peopleOf = (all: ReadonlyMap<string, Loaded>): unknown =>
  [...all]
    .filter(([, { settings }]) => settings.get('remote.auth') === 'eap-mschapv2')
    .map(([name, { settings }]) => [name, settings.get('pool.addrs'), settings.get('local.id')])

test('either daemon is told the same of every tunnel, in its own words, and knows the same people', () => {
  fc.assert(
    fc.property(arbitraryNetwork, document => {
      const [vici, starter] = (['swanctl', 'ipsec.conf'] as const).map(daemon =>
        compile(topologyOf(drivenBy(document, daemon))).map(bundle => {
          const loaded = loadedBy(bundle)
          return [bundle.gateway, tunnelsOf(loaded), peopleOf(loaded)]
        }),
      )
      expect(starter).toEqual(vici)
    }),
    { numRuns: 40 },
  )
})
