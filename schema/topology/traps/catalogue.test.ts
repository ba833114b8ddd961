import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { RULES } from '../rules/all.ts'
import { CATALOGUE } from './catalogue.ts'
import { CHANGE_TRAPS } from './changes.ts'
import { trapsPage } from './page.ts'

/** What the design promises to know, code by code. */
const PROMISED = `
  vlan-range mtu-underlay mtu-parent mss-off nat-encap encap-needless reauth-gap both-start trap-none masquerade-private
  selector-host-bits selector-prefix selector-mirror selector-overlap private-uncovered address-missing address-duplicate
  proposal-disjoint pfs-mismatch weak-crypto algorithm-unknown psk-weak psk-shared psk-ambiguous secret-plain secret-recipient
  cert-san cert-eku cert-expiry cert-key sendcert client-proposals pool-change tunnel-removed plugin-missing dual-daemon
  firewall-backend lockout-risk interface-name blast-radius key-reused unknown-key unknown-reference duplicate-definition
`.match(/[a-z-]+/g)

const codes = CATALOGUE.map(({ code }) => code)

test('every trap that was promised is known', () => {
  expect((PROMISED ?? []).filter(code => !codes.includes(code))).toEqual([])
})

test('each code is explained once', () => {
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([])
})

/** Codes in the sources of the language: what stands behind `code:`, or is given to a function that refuses. */
const written = readdirSync(new URL('..', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('traps/'))
  .flatMap(name => {
    const text = readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')
    const places = text.matchAll(/(?:\bcode: |\bCODE = |\brefuse\(\s*)([^,;\n]*)/g)
    return [...places].flatMap(([, place = '']) => place.match(/(?<=')[a-z-]+(?=')/g) ?? [])
  })
  .filter(code => code !== 'custom')
  // The control plane finds one by itself.
  .concat('wrong-network')

test('no problem has a code that nobody explained', () => {
  expect(written.length).toBeGreaterThan(40)
  expect([...new Set(written)].filter(code => !codes.includes(code))).toEqual([])
})

test('no code is explained that nothing reports', () => {
  const elsewhere = new Set<string>([...RULES, ...CHANGE_TRAPS].map(({ code }) => code))
  const reported = new Set(written)
  const stale = codes.filter(code => !elsewhere.has(code) && !reported.has(code))
  expect(stale).toEqual([])
})

test('explanations are parts of sentences: lower case, no full stop', () => {
  const parts = CATALOGUE.flatMap(({ trap }) => Object.values(trap))
  expect(
    parts.filter(part => /^(?!Apple|Windows|Debian|Git)[A-Z][a-z]/.test(part) || /[.\s]$/.test(part)),
  ).toEqual([])
})

test('the page in docs is about the traps as they are', () => {
  const page = readFileSync(new URL('../../../docs/traps.md', import.meta.url), 'utf8')
  expect(page, 'run: npm run generate').toBe(trapsPage())
})
