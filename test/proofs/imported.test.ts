import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyBundles } from '../../infra/lab/apply.ts'
import { Lab } from '../../infra/lab/lab.ts'
import { type Finding, rehearse } from '../../infra/lab/rehearsal.ts'
import { readForLab } from '../../infra/lab/topology.ts'
import { madeUpVault, type Vault } from '../../infra/lab/vault.ts'
import type { ValidTopology } from '../../schema/topology/topology.ts'
import { compile } from '../../worker/compile/compile.ts'
import { certificateFile } from '../fixtures/laptops.ts'
import { imported, SITE_A, SITE_B } from '../import/hosts.ts'

/** Two hosts that people configured by hand, imported, and mended where only a person can: the network that they meant. */
let lab: Lab
let folder: string
let topology: ValidTopology
let vault: Vault

/** The id that the vSwitch carries, LXD's own NAT off, clients outside the sites, and interfaces by their real names. */
const mended = (text: string): string =>
  text
    .replace('vlan: 4444', 'vlan: 4010')
    .replace(/ +mtu: 1450\n/, '')
    .replace(', bridge-nat: true', '')
    .replaceAll('address: 10.0.255.', 'address: 10.255.0.')
    .replaceAll('lan0', 'lxdbr0')
    .replaceAll('underlay0', 'eth1')
    .replaceAll('wan0', 'eth0')

beforeAll(async () => {
  const { text } = imported({ ...SITE_A(), derive: true }, { ...SITE_B(), derive: true })
  const reading = readForLab(
    new Map([
      ['topology.yaml', mended(text)],
      ['pki/server-cert.pem', certificateFile('server-rsa')],
    ]),
  )
  if (reading.kind === 'invalid') throw new Error(JSON.stringify(reading.problems, null, 2))
  topology = reading.topology
  folder = await mkdtemp(join(tmpdir(), 'lab-imported-'))
  lab = await Lab.up({ topology, folder, log: line => console.log(line) })
  vault = await madeUpVault(lab, topology)
  await applyBundles(lab, topology, compile(topology), vault)
})

afterAll(async () => {
  await lab?.down()
  await rm(folder, { recursive: true, force: true })
})

test('both hosts drive strongSwan as they did before', () => {
  expect(topology.gateways.map(({ daemon }) => daemon)).toEqual(['ipsec.conf', 'ipsec.conf'])
})

test('both sites reach each other, both clients dial in, and nothing leaks', async () => {
  const findings: Finding[] = []
  for await (const finding of rehearse(lab, topology, vault)) findings.push(finding)
  expect(findings.length).toBeGreaterThan(6)
  expect(findings.filter(({ holds }) => !holds)).toEqual([])
})
