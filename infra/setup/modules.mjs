import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { SetupError } from './setup-error.mjs'

/**
 * Runs `npm ci` unless node_modules already holds what package-lock.json says. npm's own record of what it installed
 * (node_modules/.package-lock.json, written last) is the stamp: it also knows of a later `npm install`.
 *
 * @param {string} root the folder of package-lock.json
 */
export const ensureModules = root => {
  if (modulesAreCurrent(root)) return
  process.stderr.write('installing npm packages …\n')
  // A NODE_ENV=production from outside must not leave the tools out.
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = npmCommand()
  const done = spawnSync(npm.file, [...npm.args, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
  if (done.status !== 0) {
    throw new SetupError('npm ci failed', 'see the lines above; it needs the npm registry or a filled cache')
  }
}

const modulesAreCurrent = root => {
  const wanted = packagesOf(path.join(root, 'package-lock.json'))
  const present = packagesOf(path.join(root, 'node_modules/.package-lock.json'))
  if (wanted === undefined || present === undefined) return false
  const complete = Object.entries(wanted).every(
    ([place, entry]) =>
      place === '' || same(entry, present[place]) || (entry.optional && !(place in present)),
  )
  return complete && Object.keys(present).every(place => place in wanted && fitsMachine(present[place]))
}

const same = (a, b) => b !== undefined && a.version === b.version && a.integrity === b.integrity

/** False for native packages that came along with a folder copied from another kind of machine. */
const fitsMachine = ({ os, cpu }) =>
  (os === undefined || os.includes(process.platform)) && (cpu === undefined || cpu.includes(process.arch))

const packagesOf = file => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined
    throw error
  }
}

/** The npm that launched us, if one did: it need not be in PATH. */
const npmCommand = () => {
  const launcher = process.env.npm_execpath
  return launcher?.endsWith('npm-cli.js')
    ? { file: process.execPath, args: [launcher] }
    : { file: 'npm', args: [] }
}
