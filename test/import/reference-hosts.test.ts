import { expect, test } from 'vitest'
import { readTopology } from '../../schema/topology/read.ts'
import { compile } from '../../worker/compile/compile.ts'
import { certificateFile } from '../fixtures/laptops.ts'
import { publicKeys, testKeys } from '../fixtures/reference.ts'
import { codesOf, importAll, imported, SITE_A, SITE_B } from './hosts.ts'

const enrolled = (text: string): string => {
  const keys = (first: number) => {
    const { sign, seal } = publicKeys(testKeys(first))
    return `keys: { sign: "ed25519:${sign}", seal: "x25519:${seal}" }`
  }
  return text
    .replace('provider: hetzner-dedicated', `provider: hetzner-dedicated\n    ${keys(30)}`)
    .replace('provider: hetzner-cloud', `provider: hetzner-cloud\n    ${keys(40)}`)
}

/** What a person does with what `cygnet check` still refuses. */
const mended = (text: string): string =>
  enrolled(text)
    .replace('vlan: 4444', 'vlan: 4010')
    .replace('mtu: 1450', 'mtu: 1400')
    .replace(', bridge-nat: true', '')
    .replaceAll('address: 10.0.255.', 'address: 10.255.0.')
    .replaceAll('lan0', 'lxdbr0')

test('site A: every mistake in its files is named', () => {
  const codes = codesOf(imported(SITE_A()))
  expect(codes).toEqual(
    expect.arrayContaining([
      'vlan-range',
      'mtu-underlay',
      'interface-name',
      'weak-crypto',
      'selector-host-bits',
      'selector-overlap',
      'secret-type',
      'secret-plain',
      'psk-weak',
      'duplicate-definition',
      'template-live',
      'file-mode',
      'netplan-leftover',
    ]),
  )
})

test('site B: every mistake in its files is named', () => {
  const codes = codesOf(imported(SITE_B()))
  expect(codes).toEqual(
    expect.arrayContaining([
      'weak-crypto',
      'selector-host-bits',
      'secret-type',
      'duplicate-definition',
      'updown-append',
      'updown-never-runs',
      'masquerade-private',
      'rule-duplicate',
      'firewall-backend',
      'interface-unknown',
    ]),
  )
})

test('each problem points at the line that is wrong', () => {
  const { problems } = imported(SITE_A())
  const placeOf = (code: string) => {
    const { file, line, column } = problems.find(problem => problem.code === code)?.place ?? {
      file: '',
      line: 0,
      column: 0,
    }
    return `${file.replace(/.*site-a\//, '')}:${line}:${column}`
  }
  expect(placeOf('vlan-range')).toBe('etc/netplan/01-netcfg.yaml:22:11')
  expect(placeOf('template-live')).toBe('etc/ipsec.conf:19:10')
  expect(placeOf('weak-crypto')).toBe('etc/ipsec.conf:13:9')
  expect(placeOf('secret-type')).toBe('etc/ipsec.secrets:1:1')
})

test('what needs a person stays as it was, and the topology is refused at that line', () => {
  const { text } = imported(SITE_A(), SITE_B())
  const { kind, problems } = readTopology(new Map([['topology.yaml', text]]))
  expect(kind).toBe('invalid')
  const lines = text.split('\n')
  const refused = problems
    .filter(({ severity }) => severity === 'error')
    .map(({ code, place }) => `${code}: ${lines[place.line - 1]?.trim().slice(0, 12)}`)
  expect(refused).toContain('vlan-range: vlan: 4444')
  expect(refused).toContain('masquerade-private: lxdbr0: { ma')
})

test('two ends become one tunnel, and with the rest mended the gateways compile', () => {
  const { text } = imported({ ...SITE_A(), derive: true }, { ...SITE_B(), derive: true })
  expect(text).toContain('rlyeh-ulthar:\n    between: { rlyeh: vlan4444, ulthar: underlay0 }\n')
  expect(text).not.toContain('modp1024')
  expect(text).not.toContain('peers:')
  const sealed = { cygnet: 1, network: 'miskatonic', holds: 'password', bits: 90 }
  const boxes = { rlyeh: { to: publicKeys(testKeys(30)).seal, box: Buffer.alloc(120, 7).toString('base64') } }
  const reading = readTopology(
    new Map([
      ['topology.yaml', mended(text)],
      ['pki/server-cert.pem', certificateFile('server-rsa')],
      ['secrets/client_a.json', JSON.stringify({ ...sealed, boxes })],
      ['secrets/client_b.json', JSON.stringify({ ...sealed, boxes })],
    ]),
  )
  expect(reading.problems.filter(({ severity }) => severity === 'error')).toEqual([])
  if (reading.kind !== 'valid') throw new Error('refused')
  const bundles = compile(reading.topology)
  expect(bundles.map(({ gateway, daemon }) => `${gateway} ${daemon}`)).toEqual([
    'rlyeh ipsec.conf',
    'ulthar ipsec.conf',
  ])
})

test('it does not matter which end is imported first', () => {
  const tunnelOf = (text: string) => /^tunnels:[\s\S]*?\n(?=\S|$)/m.exec(text)?.[0] ?? ''
  const there = tunnelOf(imported(SITE_A(), SITE_B()).text)
  const back = tunnelOf(imported(SITE_B(), SITE_A()).text)
  expect(back).toContain('ulthar-rlyeh:')
  expect(back).toContain('between: { ulthar: underlay0, rlyeh: vlan4444 }')
  expect(back.includes('ike:')).toBe(there.includes('ike:'))
  expect(back).toContain('esp: [ aes256-sha256 ]')
})

test('no secret is in the topology or in what is said', () => {
  for (const { text, problems } of importAll([SITE_A(), SITE_B()])) {
    const said = text + JSON.stringify(problems)
    expect(said).not.toContain('super-secret-psk')
    expect(said).not.toContain('plaintext-password')
  }
})

test('the secret that both ends share is kept once, for both, unless they shall derive one', () => {
  const kept = imported(SITE_A(), SITE_B()).secrets.map(({ name, gateways }) => ({ name, gateways }))
  expect(kept).toEqual([{ name: 'a-to-b', gateways: ['rlyeh', 'ulthar'] }])
  const derived = imported(SITE_A(), { ...SITE_B(), derive: true })
  expect(derived.secrets).toEqual([])
  expect(derived.obsolete).toEqual(['a-to-b'])
  expect(derived.text).not.toContain('sealed/a-to-b')
})
