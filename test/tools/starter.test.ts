import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ViciClient } from '../../runner/adapters/vici/client.ts'
import { isSection, type Value } from '../../runner/adapters/vici/message.ts'
import { connText } from '../../worker/compile/ipsec-syntax.ts'
import { Namespace } from './namespace.ts'
import { Starter } from './starter.ts'

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
  await using charon = await ViciClient.connect(`/proc/${namespace.pid}/root/run/charon.vici`)
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
      await expect.poll(policies, { timeout: 10_000, interval: 20 }).toEqual(expected)
    }),
    { numRuns: 40 },
  )
}, 180_000)
