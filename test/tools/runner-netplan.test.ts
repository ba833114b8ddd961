import { afterAll, beforeAll, expect, test } from 'vitest'
import { openFiles } from '../../runner/core/keys/open.ts'
import { netplanText } from '../../runner/flows/change/texts.ts'
import { referenceBundles } from '../fixtures/reference-bundles.ts'
import { Namespace } from './namespace.ts'

let namespace: Namespace
beforeAll(async () => {
  namespace = await Namespace.create()
})
afterAll(async () => {
  await namespace[Symbol.asyncDispose]()
})

/** The adapter's preflight, in a process inside the namespace; the error's words, or nothing. */
const check = async (text: string): Promise<string> => {
  const script = `
    import { netplanCli } from ${JSON.stringify(new URL('../../runner/adapters/netplan/netplan-cli.ts', import.meta.url).href)}
    try { await netplanCli().check(${JSON.stringify(text)}) } catch (error) { process.stdout.write(error.code + ' ' + error.message) }
  `
  return await namespace.must(process.execPath, ['--input-type=module', '-e', script])
}

test('netplan takes what the compiler writes', async () => {
  const installer = 'network:\n  version: 2\n  ethernets:\n    enp9s0: {}\n    eth0: {}\n    eth1: {}\n'
  await namespace.write('/etc/netplan/01-installer.yaml', installer, 0o600)
  for (const bundle of referenceBundles()) {
    const files = openFiles(bundle, new Map(bundle.secrets.map(({ id }) => [id, '0sAA=='])))
    expect(await check(netplanText(files))).toBe('')
  }
})

test("what netplan refuses comes in netplan's own words, without the folder it was tried in", async () => {
  const words = await check('network:\n  version: 2\n  vlans:\n    v: { id: 9999, link: nowhere }\n')
  expect(words).toContain('netplan: ')
  expect(words).toContain('60-cygnet.yaml')
  expect(words).not.toContain('cygnet-netplan-')
})

test('it is tried together with the files of others, which stay as they are', async () => {
  const own = 'network:\n  version: 2\n  ethernets:\n    eth7: {}\n'
  await namespace.write('/etc/netplan/01-installer.yaml', own, 0o600)
  const vlan = 'network:\n  version: 2\n  vlans:\n    v: { id: 7, link: eth7 }\n'
  expect(await check(vlan)).toBe('')
  await namespace.must('rm', ['/etc/netplan/01-installer.yaml'])
  expect(await check(vlan)).not.toBe('')
  expect((await namespace.run('sh', ['-c', 'ls /run/ | grep cygnet-netplan'])).stdout).toBe('')
})

test('a file of somebody else that is half written is not held against ours', async () => {
  const mine = 'network:\n  version: 2\n  ethernets:\n    eth7: { addresses: [192.0.2.1/24] }\n'
  await namespace.write('/etc/netplan/90-by-hand.yaml', 'network:\n  ethernets:\n    eth8: { addres', 0o600)
  const words = await check(mine)
  expect(words).toContain('hindered netplan: ')
  expect(words).toContain('90-by-hand.yaml')
  await namespace.must('rm', ['/etc/netplan/90-by-hand.yaml'])
  expect(await check(mine)).toBe('')
})
