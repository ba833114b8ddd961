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

/** The folder that explains codes, and reports none. */
const EXPLAINED = 'schema/topology/traps/'

/** Every match of a pattern in the sources of a folder of the project, tests left out. */
const found = (folder: string, pattern: RegExp): string[] => {
  const root = new URL(`../../../${folder}/`, import.meta.url)
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .filter(name => !`${folder}/${name}`.startsWith(EXPLAINED))
    .flatMap(name => [...readFileSync(new URL(name, root), 'utf8').matchAll(pattern)])
    .flatMap(([, place = '']) => place.match(/(?<=')[a-z-]+(?=')/g) ?? [])
}

/** Codes in the language: what stands behind `code:`, or is given to a function that refuses. */
const written = found('schema/topology', /(?:\bcode: |\bCODE = |\brefuse\(\s*)([^,;\n]*)/g).filter(
  code => code !== 'custom',
)

/** The control plane finds one by itself, and an import what old files hold. */
const elsewhere = ['wrong-network', ...found('cli/import', /\b(?:remark\(|code:)\s*('[a-z-]+')/g)]

test('no problem has a code that nobody explained', () => {
  expect(written.length).toBeGreaterThan(40)
  expect([...new Set([...written, ...elsewhere])].filter(code => !codes.includes(code))).toEqual([])
})

test('no code is explained that nothing reports', () => {
  const rules = [...RULES, ...CHANGE_TRAPS].map(({ code }) => code)
  const reported = new Set([...rules, ...written, ...elsewhere])
  expect(codes.filter(code => !reported.has(code))).toEqual([])
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
