import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { certificateFile } from '../../test/fixtures/laptops.ts'
import { publicKeys, testKeys } from '../../test/fixtures/reference.ts'
import { CommandError } from '../command-error.ts'
import { importCommand } from './import.ts'

const HOSTS = path.join(import.meta.dirname, '../../test/fixtures/reference-hosts')
let folder = ''
let printed = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cygnet-import-'))
  printed = ''
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation(text => {
      printed += String(text)
      return true
    })
})
afterEach(async () => {
  vi.restoreAllMocks()
  process.exitCode = undefined
  await rm(folder, { recursive: true })
})

const net = () => path.join(folder, 'net')
const run = (gateway: string, ...words: string[]) =>
  importCommand()
    .exitOverride()
    .parseAsync(['--gateway', gateway, '--into', net(), ...words], { from: 'user' })
const topology = () => readFile(path.join(net(), 'topology.yaml'), 'utf8')

describe('cygnet import', () => {
  test('two calls make one topology with one tunnel, and no secret is printed', async () => {
    await run('rlyeh', '--network', 'miskatonic', `${path.join(HOSTS, 'site-a')}/./`)
    expect(process.exitCode).toBe(1)
    expect(await topology()).toContain('a-to-b-peer')
    expect(await topology()).toContain('# etc/ipsec.conf:10\n')
    await run('ulthar', '--provider', 'hetzner-cloud', path.join(HOSTS, 'site-b'))
    const text = await topology()
    expect(text).toContain('rlyeh-ulthar:')
    expect(text).not.toContain('a-to-b-peer')
    expect(printed).toContain('error[vlan-range]')
    expect(printed).toContain('01-netcfg.yaml:22:11')
    for (const secret of [
      'super-secret-psk',
      'plaintext-password',
      Buffer.from('super-secret-psk').toString('base64'),
    ])
      expect(printed + text).not.toContain(secret)
  })

  test('a folder too high or too deep makes no empty gateway, and the right one is named', async () => {
    await expect(run('rlyeh', HOSTS)).rejects.toMatchObject({ hint: expect.stringMatching(/site-a$/) })
    await expect(run('rlyeh', path.join(HOSTS, 'site-a/etc'))).rejects.toMatchObject({
      hint: expect.stringMatching(/site-a$/),
    })
    await expect(run('rlyeh', folder)).rejects.toMatchObject({
      hint: expect.stringContaining('etc/ipsec.conf'),
    })
    await expect(readFile(path.join(net(), 'topology.yaml'))).rejects.toThrow('ENOENT')
  })

  test('--derive takes away what waited for the first end', async () => {
    await run('rlyeh', path.join(HOSTS, 'site-a'))
    const waiting = path.join(net(), '.cygnet/secrets/a-to-b.json')
    expect(JSON.parse(await readFile(waiting, 'utf8'))).toMatchObject({ for: ['rlyeh'], holds: 'psk' })
    await run('ulthar', '--derive', path.join(HOSTS, 'site-b'))
    await expect(readFile(waiting)).rejects.toThrow('ENOENT')
    expect(await topology()).not.toContain('sealed/')
  })

  test('a gateway that enrolled before keeps its keys, and its secrets are sealed', async () => {
    const { sign, seal } = publicKeys(testKeys(30))
    await mkdir(net())
    await writeFile(
      path.join(net(), 'topology.yaml'),
      `cygnet: 1\nnetwork: miskatonic   # ours\ngateways:\n  rlyeh: { keys: { sign: "ed25519:${sign}", seal: "x25519:${seal}" }, interfaces: {} }\n`,
    )
    await run('rlyeh', path.join(HOSTS, 'site-a'))
    expect(await topology()).toContain(`x25519:${seal}`)
    expect(await topology()).toContain('# ours')
    expect(JSON.parse(await readFile(path.join(net(), 'secrets/client_a.json'), 'utf8'))).toMatchObject({
      holds: 'nt-hash',
    })
    await expect(readFile(path.join(net(), '.cygnet/secrets/client_a.json'))).rejects.toThrow('ENOENT')
  })

  test('--seal: what waited is sealed once its gateway is enrolled, and is nowhere in plain text any more', async () => {
    await run('rlyeh', path.join(HOSTS, 'site-a'))
    const { sign, seal } = publicKeys(testKeys(30))
    const keys = `    keys: { sign: "ed25519:${sign}", seal: "x25519:${seal}" }\n`
    await writeFile(
      path.join(net(), 'topology.yaml'),
      (await topology()).replace('    interfaces:\n', `${keys}    interfaces:\n`),
    )
    await importCommand().exitOverride().parseAsync(['--seal', '--into', net()], { from: 'user' })
    expect(printed).toContain('secrets/client_a.json: sealed')
    expect(await readdir(path.join(net(), '.cygnet/secrets'))).toEqual([])
    const sealed = JSON.parse(await readFile(path.join(net(), 'secrets/a-to-b.json'), 'utf8'))
    expect(sealed).toMatchObject({ holds: 'psk', boxes: { rlyeh: { to: seal } } })
  })

  test('public certificates come along, private keys do not, even from one file', async () => {
    const site = path.join(folder, 'site')
    await cp(path.join(HOSTS, 'site-a'), site, { recursive: true })
    await mkdir(path.join(site, 'etc/ipsec.d/certs'), { recursive: true })
    await mkdir(path.join(site, 'etc/ipsec.d/cacerts'), { recursive: true })
    const key = '-----BEGIN PRIVATE KEY-----\nTk9UIEEgS0VZ\n-----END PRIVATE KEY-----\n'
    await writeFile(path.join(site, 'etc/ipsec.d/certs/server-cert.pem'), key + certificateFile('server-rsa'))
    await writeFile(path.join(site, 'etc/ipsec.d/cacerts/our-ca.pem'), certificateFile('authority'))
    await run('rlyeh', site)
    expect(await readFile(path.join(net(), 'pki/server-cert.pem'), 'utf8')).toBe(
      certificateFile('server-rsa'),
    )
    expect(await topology()).toContain('authority: pki/our-ca.pem')
    expect(printed).not.toContain('certificate-missing')
    expect(printed).not.toContain('Tk9UIEEgS0VZ')
  })

  test('single files, and a dry run that writes nothing', async () => {
    await run(
      'rlyeh',
      '--ipsec-conf',
      path.join(HOSTS, 'site-b/etc/ipsec.conf'),
      '--dry-run',
      '--network',
      'n',
    )
    expect(printed).toContain('between: { rlyeh: underlay0, b-to-a-peer: null }')
    await expect(topology()).rejects.toThrow('ENOENT')
  })

  test('--format json is for scripts', async () => {
    await run('rlyeh', path.join(HOSTS, 'site-a'), '--format', 'json')
    const { problems, secrets } = JSON.parse(printed)
    expect(problems.map(({ code }: { code: string }) => code)).toContain('vlan-range')
    expect(secrets).toContainEqual({
      name: 'client_a',
      file: '.cygnet/secrets/client_a.json',
      waitingFor: ['rlyeh'],
      differs: false,
    })
  })

  test.each([
    ['a gateway that is there already', ['rlyeh', path.join(HOSTS, 'site-a')]],
    ['a folder that is not', ['ulthar', path.join(HOSTS, 'site-x')]],
    ['nothing to import', ['ulthar']],
    ['a name that cannot be', ['Ulthar!', path.join(HOSTS, 'site-b')]],
    ['a file that is not', ['ulthar', '--ipsec-conf', '/nowhere/ipsec.conf']],
  ])('%s is refused, and nothing is changed', async (_, [gateway = '', ...words]) => {
    await run('rlyeh', path.join(HOSTS, 'site-a'))
    const before = await topology()
    await expect(run(gateway, ...words)).rejects.toThrow(CommandError)
    expect(await topology()).toBe(before)
  })
})
