import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readFolder } from '../../cli/topology-folder.ts'
import { applyBundle, applyBundles } from '../../infra/lab/apply.ts'
import { type Dialled, dialIn, hangUp, initiate } from '../../infra/lab/dial-in.ts'
import { Lab } from '../../infra/lab/lab.ts'
import { LAPTOP_CHILD } from '../../infra/lab/laptop-text.ts'
import { eventually } from '../../infra/lab/patience.ts'
import type { Access, User } from '../../schema/topology/access.ts'
import type { ValidTopology } from '../../schema/topology/topology.ts'
import { compile } from '../../worker/compile/compile.ts'
import { REFERENCE, validNetwork } from '../fixtures/reference.ts'
import { ownSecrets } from './own-secrets.ts'

/**
 * People on laptops, from an empty folder pki/ to the day when one of them leaves: certificate, passwords and revocation
 * list made by the commands that a maintainer types, two laptops behind home routers with plain strongSwan.
 */
const ACCESS = `
access:
  laptops:
    gateway: rlyeh
    via: enp9s0
    id: ipsec.example.com
    certificate: pki/ipsec.example.com.crt
    routes: [10.0.0.0/8]
    pool: 10.0.255.0/24
    clients: [apple, android, linux]
`

const passwords = new Map<string, string>()
const vault = ownSecrets('miskatonic', passwords)
let work: string
let folder: string
let lab: Lab

/** Types a command of cygnet in the network's folder; gives what it prints. */
const cygnet = async (...args: string[]): Promise<string> => {
  const main = new URL('../../cli/main.ts', import.meta.url).pathname
  const argv = ['--disable-warning=ExperimentalWarning', main, ...args, '--dir', folder]
  return (await promisify(execFile)(process.execPath, argv)).stdout
}

const network = async (): Promise<ValidTopology> => validNetwork(await readFolder(folder))

const laptops = (topology: ValidTopology): Access => {
  const [access] = topology.access
  if (access === undefined) throw new Error('nobody can dial in')
  return access
}

const userNamed = async (name: string): Promise<{ access: Access; user: User }> => {
  const access = laptops(await network())
  const user = access.users.find(each => each.name === name)
  if (user === undefined) throw new Error(`there is no ${name}`)
  return { access, user }
}

const dial = async (name: string): Promise<Dialled> => {
  const { access, user } = await userNamed(name)
  return dialIn(lab.laptop(name), access, user, vault)
}

/** Asks from a laptop's inner address until there is an answer: the first packet may be lost while a tunnel comes up. */
const reachesFrom = (name: string, from: string, to: string): Promise<true> =>
  eventually(`${name} reaches ${to}`, 60_000, async () => {
    const ping = ['ping', '-n', '-c', '1', '-W', '5', '-I', from, to]
    return (await lab.laptop(name).exec(ping)).code === 0 || undefined
  })

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'lab-access-'))
  folder = join(work, 'network')
  await mkdir(folder)
  await writeFile(join(folder, 'topology.yaml'), REFERENCE.replace('\nrollout:', `${ACCESS}\nrollout:`))
  await cygnet('pki', 'init', '--name', 'Miskatonic', '--crl', 'http://pki.example.com/ca.crl')
  await cygnet('pki', 'issue', 'ipsec.example.com', '--seal-to', 'rlyeh')
  for (const [name, address] of Object.entries({ client_a: '10.0.255.100', client_b: '10.0.255.200' }))
    passwords.set(name, (await cygnet('user', 'add', name, '--address', address)).trim())
  const topology = await network()
  lab = await Lab.up({ topology, folder: work, log: line => console.log(line) })
  await applyBundles(lab, topology, compile(topology), vault)
  await publishList()
})

afterAll(async () => {
  await lab?.down()
  await rm(work, { recursive: true, force: true })
})

const publishList = async (): Promise<void> => {
  const [list] = (await network()).revocationLists
  await lab.publish('ca.crl', list?.der ?? '')
}

describe('people who dial in', () => {
  test('two at once get the addresses that are theirs, and reach both sites', async () => {
    const [a, b] = await Promise.all([dial('client_a'), dial('client_b')])
    expect([a, b]).toEqual([
      { kind: 'in', address: '10.0.255.100' },
      { kind: 'in', address: '10.0.255.200' },
    ])
    await Promise.all([
      reachesFrom('client_a', '10.0.255.100', '10.1.0.10'),
      reachesFrom('client_b', '10.0.255.200', '10.1.0.10'),
    ])
    await reachesFrom('client_a', '10.0.255.100', '10.2.0.10')
    await reachesFrom('client_b', '10.0.255.200', '10.2.0.10')
  })

  test('a wrong password is refused, and whoever is in stays in', async () => {
    await hangUp(lab.laptop('client_b'))
    const right = passwords.get('client_b') ?? ''
    passwords.set('client_b', 'a wrong password')
    const dialled = await dial('client_b')
    passwords.set('client_b', right)
    expect(dialled).toMatchObject({ kind: 'refused', words: expect.stringMatching(/EAP.*fail/i) })
    await reachesFrom('client_a', '10.0.255.100', '10.1.0.10')
    expect(await dial('client_b')).toEqual({ kind: 'in', address: '10.0.255.200' })
  })

  test('a user who was removed is cut off, and stays out; the others come back with their addresses', async () => {
    await cygnet('user', 'remove', 'client_b')
    const bundle = compile(await network()).find(({ gateway }) => gateway === 'rlyeh')
    if (bundle === undefined) throw new Error('rlyeh has no bundle')
    await applyBundle(lab.gateway('rlyeh'), bundle, vault)
    // They may not have noticed yet that the gateway has let go of them.
    for (const name of ['client_a', 'client_b']) await hangUp(lab.laptop(name))
    const again = await initiate(lab.laptop('client_b'), LAPTOP_CHILD)
    expect(again).toMatchObject({ kind: 'refused', words: expect.stringContaining('AUTHENTICATION_FAILED') })
    expect(await dial('client_a')).toEqual({ kind: 'in', address: '10.0.255.100' })
  })

  test('a laptop refuses the gateway once its certificate is revoked', async () => {
    await hangUp(lab.laptop('client_a'))
    await cygnet('pki', 'revoke', 'ipsec.example.com')
    await publishList()
    // A list is kept as long as it says that it is good for.
    await lab.laptop('client_a').exec(['swanctl', '--flush-certs'])
    const dialled = await dial('client_a')
    expect(dialled).toMatchObject({ kind: 'refused', words: expect.stringMatching(/revoked/) })
  })
})
