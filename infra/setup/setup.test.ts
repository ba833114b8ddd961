import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'

const root = path.resolve(import.meta.dirname, '../..')
const setup = path.join(import.meta.dirname, 'setup.mjs')

let folder: string
let script: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'setup-'))
  script = path.join(folder, 'script.mjs')
  await writeFile(
    script,
    `if (process.argv[2] === 'wait') {
       process.on('SIGTERM', () => process.exit(7))
       setInterval(() => {}, 1000)
       console.log('ready')
     } else if (process.argv[2] === 'die') process.kill(process.pid, 'SIGKILL')
     else { console.log(process.versions.node, ...process.argv.slice(2)); process.exitCode = 3 }`,
  )
})

afterAll(() => rm(folder, { recursive: true, force: true }))

const run = (...args: string[]) =>
  spawnSync(process.execPath, [setup, ...args], { encoding: 'utf8', cwd: folder })

test('the script runs with the pinned Node, its arguments and its exit code', () => {
  const done = run('none', script, 'a b', '--once')
  expect([done.stdout, done.stderr, done.status]).toEqual([`${process.versions.node} a b --once\n`, '', 3])
})

test('a signal reaches the script, and a script that was killed is not mistaken for one that ended', async () => {
  const waiting = spawn(process.execPath, [setup, 'none', script, 'wait'])
  await once(waiting.stdout, 'data')
  waiting.kill('SIGTERM')
  expect(await once(waiting, 'exit')).toEqual([7, null])
  expect(run('none', script, 'die').signal).toBe('SIGKILL')
})

test('an unknown profile is refused with those that are known', () => {
  const done = run('nonsense', script)
  expect(done.status).toBe(1)
  expect(done.stderr).toMatch(/no profile called "nonsense"\nhint: one of: .*lab/)
})

/**
 * A mirror without the packages of other platforms makes npm leave them out of the lock, and `npm ci` then refuses
 * the lock everywhere.
 */
test('the lock names the optional parts of every platform', () => {
  const Lock = z.object({
    packages: z.record(
      z.string(),
      z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() }),
    ),
  })
  const { packages } = Lock.parse(JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')))
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(name => !isLocked(packages, place, name)),
  )
  expect(missing).toEqual([])
})

const isLocked = (packages: Readonly<Record<string, unknown>>, place: string, name: string): boolean => {
  const at = place === '' ? `node_modules/${name}` : `${place}/node_modules/${name}`
  if (at in packages) return true
  return (
    place !== '' && isLocked(packages, place.slice(0, Math.max(place.lastIndexOf('/node_modules/'), 0)), name)
  )
}
