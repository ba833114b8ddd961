import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { REFERENCE } from '../test/fixtures/reference.ts'

const run = promisify(execFile)

const MAIN = path.join(import.meta.dirname, 'main.ts')
const ARCHIVE = REFERENCE.replace(
  'containers: { subnet: 10.2.0.0/16, interface: lxdbr0 }',
  'containers: { subnet: 10.2.0.0/16, interface: lxdbr0 }\n      archive: { subnet: 10.3.0.0/16, interface: lxdbr1 }',
)

let folder = ''
let repository = ''

/** Runs the tool as a person would, its output going nowhere that shows colours. */
const cygnet = async (...words: string[]) => {
  const ended = await run(process.execPath, [MAIN, ...words], { cwd: folder }).catch(
    (error: unknown) => error,
  )
  const { stdout, stderr, code } = Object.assign({ code: 0, stdout: '', stderr: '' }, ended)
  return { stdout, stderr, code }
}

const git = (...words: string[]) =>
  run('git', ['-C', repository, '-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words])

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cygnet-cli-'))
  repository = path.join(folder, 'repository')
  await mkdir(path.join(repository, 'network'), { recursive: true })
  await git('init', '--quiet', '--initial-branch', 'main')
  await git('commit', '--quiet', '--allow-empty', '--message', 'nothing yet')
  await writeFile(path.join(repository, 'network', 'topology.yaml'), REFERENCE)
  await git('add', '.')
  await git('commit', '--quiet', '--message', 'two sites')
  await writeFile(path.join(repository, 'network', 'topology.yaml'), ARCHIVE)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('exit codes', () => {
  test('0: nothing blocks', async () => {
    expect(await cygnet('check', 'repository/network')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('fine: miskatonic'),
    })
  })

  test('1: something does, and it is shown where it stands, without colours in a pipe', async () => {
    await writeFile(path.join(folder, 'topology.yaml'), REFERENCE.replace('vlan: 4090', 'vlan: 5000'))
    const { code, stdout } = await cygnet('check')
    expect(code).toBe(1)
    expect(stdout).toContain('  --> topology.yaml:13:15\n')
    expect(stdout).not.toContain('\u001b')
  })

  test.each([
    ['a folder that is not there', ['check', 'nowhere']],
    ['a folder without a topology', ['check', 'repository']],
    ['an option that does not exist', ['check', '--colour']],
    ['a format that does not exist', ['check', '--format', 'xml']],
    ['a command that does not exist', ['chekc']],
    ['nothing asked', []],
    ['a word that is missing below a command', ['gateway', 'add']],
    ['a choice that does not exist below a command', ['user', 'profile', 'eve', '--for', 'nokia']],
    ['nothing to compare with', ['plan', 'repository/network']],
    ['a revision that does not exist', ['plan', 'repository/network', '--against', 'v9']],
    ['a gateway that does not exist', ['render', 'repository/network', '--out', 'o', '--gateway', 'x']],
  ])('2: %s', async (_, words) => {
    expect((await cygnet(...words)).code).toBe(2)
  })
})

test('output that goes to a full disk ends with a word, and with 1', async () => {
  const ended: unknown = await run(
    'sh',
    ['-c', '"$0" "$@" >/dev/full', process.execPath, MAIN, 'graph', 'repository/network'],
    {
      cwd: folder,
    },
  ).catch((error: unknown) => error)
  expect(ended).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error: not all of the output could be written: ENOSPC.*\nhint: .*\n$/),
  })
})

test('whoever mistypes is told where help is, not all of it', async () => {
  expect((await cygnet('operator', 'key')).stderr).toBe(
    "error: required option '--login <login>' not specified\nhint: cygnet operator key --help shows what there is\n",
  )
})

test.each(['check', 'plan', 'render', 'graph'])('help of %s teaches with examples', async command => {
  expect((await cygnet(command, '--help')).stdout).toContain(`Examples:\n  cygnet ${command}`)
})

test.each([
  [
    'a link that leads nowhere',
    ['check', 'dangling'],
    /^error: ENOENT.*dangling.topology\.yaml'\nhint: look/,
  ],
  [
    'a folder below a file',
    ['init', 'plain/net', '--network', 'arkham'],
    /^error: ENOTDIR.*plain.*\nhint: look/,
  ],
  [
    'a file for a folder',
    ['check', 'plain'],
    /^error: plain is no folder\nhint: name the folder that it is in: \.\n$/,
  ],
])('what the disk refuses is said in a line, not in a stack: %s', async (_, words, said) => {
  await mkdir(path.join(folder, 'dangling'), { recursive: true })
  await symlink('nowhere', path.join(folder, 'dangling/topology.yaml')).catch(() => undefined)
  await writeFile(path.join(folder, 'plain'), '')
  expect((await cygnet(...words)).stderr).toMatch(said)
})

test('a script gets JSON', async () => {
  const { stdout } = await cygnet('check', '--format', 'json')
  expect(JSON.parse(stdout)).toMatchObject({
    valid: false,
    problems: [{ code: 'vlan-range', place: { line: 13 } }],
  })
})

describe('what the README says to type works as it stands', () => {
  const root = path.join(import.meta.dirname, '..')
  const lines = readFileSync(path.join(root, 'README.md'), 'utf8').matchAll(
    /^cygnet ((check|graph|plan|render) [^#>\n]*)/gm,
  )
  const typed = new Map([...lines].map(([, words = '', command = '']) => [command, words.trim()]))

  test.each(['check', 'graph', 'plan', 'render'])('cygnet %s', async command => {
    const words = typed.get(command)?.replace('--out out', `--out ${path.join(folder, 'readme')}`)
    expect(words).toBeDefined()
    await run(process.execPath, [MAIN, ...(words?.split(/\s+/) ?? [])], { cwd: root })
  })
})

describe('plan', () => {
  test('compares with a revision of the folder, however deep in the repository it lies', async () => {
    const { code, stdout } = await cygnet(
      'plan',
      'repository/network',
      '--against',
      'HEAD',
      '--format',
      'json',
    )
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      tunnels: [{ tunnel: 'rlyeh-ulthar', effect: { kind: 'hitless' } }],
    })
  })

  test('before the first topology everything is new', async () => {
    const { stdout } = await cygnet('plan', 'repository/network', '--against', 'HEAD~1')
    expect(stdout).toContain('rlyeh (added)')
  })

  test('against itself nothing changes', async () => {
    expect((await cygnet('plan', 'repository/network', '--against', 'repository/network')).stdout).toContain(
      '0 gateways will change',
    )
  })

  test('a revision is no way to slip git an option', async () => {
    const { code } = await cygnet('plan', 'repository/network', '--against=--output=stolen')
    expect(code).toBe(2)
    await expect(stat(path.join(repository, 'network', 'stolen'))).rejects.toThrow('ENOENT')
  })
})

test('render writes what stands on the gateway, with references for secrets', async () => {
  await cygnet('render', 'repository/network', '--out', 'out', '--gateway', 'rlyeh')
  const secrets = path.join(folder, 'out/rlyeh/etc/swanctl/conf.d/cygnet.secrets.conf')
  expect(await readFile(secrets, 'utf8')).toContain('<secret:rlyeh-ulthar>')
  expect((await stat(secrets)).mode & 0o777).toBe(0o600)
  await expect(stat(path.join(folder, 'out/ulthar'))).rejects.toThrow('ENOENT')
})
