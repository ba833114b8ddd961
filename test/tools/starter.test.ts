import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ViciClient } from '../../runner/adapters/vici/client.ts'
import { isSection, type Value } from '../../runner/adapters/vici/message.ts'
import type { ValidTopology } from '../../schema/topology/topology.ts'
import { owner } from '../../worker/compile/texts/ipsec-secrets.ts'
import { connText } from '../../worker/compile/texts/ipsec-syntax.ts'
import type { IpsecConfig } from '../../worker/compile/texts/swanctl.ts'
import { arbitraryNetwork, drivenBy, topologyOf } from '../fixtures/arbitrary-network.ts'
import { install } from './gateway-files.ts'
import { gatewaysOf, listingOf, policiesOf } from './model-listing.ts'
import { Namespace } from './namespace.ts'
import { RUNS, TIMEOUT } from './soak.ts'
import { Starter } from './starter.ts'
import type { Listing } from './vici-listing.ts'

let namespace: Namespace
let starter: Starter

beforeAll(async () => {
  namespace = await Namespace.create()
  starter = await Starter.start(namespace)
})
afterAll(async () => {
  await namespace[Symbol.asyncDispose]()
})

const at = (value: Value | undefined, ...path: readonly string[]): Value | undefined =>
  path.reduce<Value | undefined>((found, key) => (isSection(found) ? found.get(key) : undefined), value)

/** What the daemon holds of each connection, raw: certificate policies are kept as the text that they were. */
const policies = async (): Promise<Record<string, unknown>> => {
  await using charon = await ViciClient.connect(namespace.outside('/run/charon.vici'))
  const listed = await charon.stream('list-conns', 'list-conn')
  return Object.fromEntries(
    listed.flatMap(conns => [...conns].map(([name, conn]) => [name, at(conn, 'remote-1', 'cert_policy')])),
  )
}

/** charon takes a list of policies apart: at commas, without the space around each, and each may begin with a quote. */
const bait = fc.constantFrom(
  '"',
  '\\',
  '#',
  '=',
  '  ',
  '\n  auto=start',
  '\nconn evil\n',
  'include /etc/shadow',
  '\\n',
  '%',
  '!',
)
const value = fc
  .array(fc.oneof(bait, fc.string({ maxLength: 6 })), { maxLength: 5 })
  .map(parts => `x${parts.join('').replaceAll(/[\0,]/g, '')}`.trim())

test('the starter reads any value as the value that it was', async () => {
  let round = 0
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 6 }), async values => {
      round++
      const sections = values.map((text, index) => ({
        name: `r${round}/c${index}`,
        // Different addresses: conns with the same settings would become one connection.
        settings: { keyexchange: 'ikev2', right: `192.0.2.${index + 1}`, rightcertpolicy: text, auto: 'add' },
      }))
      await namespace.write('/etc/ipsec.d/cygnet.conf', connText(sections, '# a test\n'))
      await starter.update()
      const expected = Object.fromEntries(values.map((text, index) => [`r${round}/c${index}`, [text]]))
      await expect.poll(policies, { timeout: 60_000, interval: 20 }).toEqual(expected)
    }),
    { numRuns: 40 },
  )
})

/** What either of them says about a file that it does not understand, or understands otherwise than it was meant. */
const COMPLAINT =
  /unknown|unsupported|deprecated|ignor|skipp|invalid|not confirmed|not found|missing|malformed|failed|# |error/i
/** In a namespace without the gateway's addresses and without XFRM, and of plugins that lack their hardware. */
const EXPECTED =
  /plugin|loading feature|no route|left nor right|unable to (?:install|add|get|delete)|policy|interface|initiate failed|establish|error writing to socket/i

const complaints = (lines: readonly string[]): string[] =>
  lines.filter(line => COMPLAINT.test(line) && !EXPECTED.test(line))

const sorted = (listing: Listing): Listing =>
  Object.fromEntries(Object.entries(listing).sort(([a], [b]) => (a < b ? -1 : 1)))

/** What goes wrong inside a daemon is told by the daemon. */
const explained = async (check: () => Promise<void>): Promise<void> => {
  try {
    await check()
  } catch (cause) {
    throw new Error(`they said:\n${(await starter.said()).slice(-60).join('\n')}`, { cause })
  }
}

const expectLoaded = async (topology: ValidTopology): Promise<void> => {
  for (const { bundle, config } of gatewaysOf(topology)) {
    await starter.charon.forget()
    await starter.said()
    await install(bundle, namespace, '/etc/ipsec.d/')
    await starter.update()
    const listed = async (): Promise<Listing> => ({
      connections: sorted(Object.assign({}, ...(await starter.charon.connections()))),
      policies: (await starter.charon.policies()).flatMap(policy => Object.keys(policy)).sort(),
    })
    const meant = {
      connections: sorted(listingOf(config, 'ipsec.conf')),
      policies: policiesOf(config, 'ipsec.conf').sort(),
    }
    await explained(async () => {
      await expect.poll(listed, { timeout: 60_000, interval: 20 }).toEqual(meant)
    })
    const lines = await starter.said()
    expect(
      lines
        .filter(line => / {2}loaded \S+ secret for /.test(line))
        .map(line => line.replace(/^.* {2}/, ''))
        .sort(),
    ).toEqual(secretLines(config))
    expect(complaints(lines)).toEqual([])
  }
}

const secretLines = ({ connections, dialIns }: IpsecConfig): string[] =>
  [
    ...connections.map(({ local, remote }) => `loaded IKE secret for ${owner(local.id)} ${owner(remote.id)}`),
    ...dialIns.flatMap(({ guests }) =>
      guests.map(
        ({ user, secret }) => `loaded ${secret.holds === 'nt-hash' ? 'NTLM' : 'EAP'} secret for ${user}`,
      ),
    ),
  ].sort()

test(
  'the starter understands any small network as it was meant',
  async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryNetwork, async document => {
        await expectLoaded(topologyOf(drivenBy(document, 'ipsec.conf')))
      }),
      { numRuns: RUNS, endOnFailure: true },
    )
  },
  TIMEOUT,
)
