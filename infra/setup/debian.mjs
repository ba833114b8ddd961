import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { SetupError } from './setup-error.mjs'

/** Asked by every maintainer script before it starts a service; 101 means "do not" (invoke-rc.d(8)). */
const POLICY = '/usr/sbin/policy-rc.d'

/**
 * Installs the Debian packages of a profile that are missing, when root; throws SetupError with the command to type
 * otherwise. Nothing is started: an IPsec daemon that comes up by itself has no business on a laptop.
 *
 * @param {string} profile a key of `profiles` in debian-packages.json
 */
export const ensureDebianPackages = profile => {
  const list = JSON.parse(readFileSync(path.join(import.meta.dirname, 'debian-packages.json'), 'utf8'))
  const groups = list.profiles[profile]
  if (groups === undefined) {
    const known = Object.keys(list.profiles).join(', ')
    throw new SetupError(`no profile called "${profile}"`, `one of: ${known}`)
  }
  const missing = missingPackages([...new Set(groups.flatMap(group => Object.keys(list.packages[group])))])
  if (missing.length === 0) return
  const command = `apt-get install --no-install-recommends ${missing.join(' ')}`
  if (!existsSync('/etc/debian_version')) {
    throw new SetupError(
      `these Debian packages are needed, and this is not Debian: ${missing.join(' ')}`,
      'run it on Debian 12 or newer: a virtual machine or a container will do',
    )
  }
  if (process.getuid?.() !== 0) {
    throw new SetupError(`Debian packages are missing: ${missing.join(' ')}`, `sudo ${command}`)
  }
  withoutStartingServices(() => install(missing))
  disableServices(list.services)
}

const missingPackages = wanted => {
  if (wanted.length === 0) return []
  // dpkg-query answers for the known ones even when it does not know others.
  const query = spawnSync('dpkg-query', ['-W', '-f=${Package} ${db:Status-Status}\n', ...wanted], {
    encoding: 'utf8',
  })
  const installed = new Set((query.stdout ?? '').split('\n'))
  return wanted.filter(name => !installed.has(`${name} installed`))
}

const install = missing => {
  process.stderr.write(`installing Debian packages: ${missing.join(' ')} …\n`)
  apt(['update'])
  apt(['install', '--yes', '--no-install-recommends', ...missing])
}

const apt = args => {
  const options = ['-qq', '-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=300']
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const done = spawnSync('apt-get', [...options, ...args], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (done.status === 0) return
  process.stderr.write(`${done.stdout ?? ''}${done.stderr ?? ''}`)
  throw new SetupError(`apt-get ${args[0]} failed`, 'see the lines above; it needs a Debian mirror')
}

const withoutStartingServices = action => {
  // One that is already there is the machine's own policy, often the same "no" of a container image.
  if (existsSync(POLICY)) return action()
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    return action()
  } finally {
    rmSync(POLICY, { force: true })
  }
}

/** Nor at the next boot. Only called after an installation, so that a service somebody wants is left alone later. */
const disableServices = services => {
  const present = services.filter(unit => existsSync(path.join('/lib/systemd/system', unit)))
  spawnSync('deb-systemd-helper', ['disable', ...present], { stdio: 'ignore' })
}
