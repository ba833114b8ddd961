#!/usr/bin/env node
// `node infra/setup/setup.mjs PROFILE SCRIPT [ARGS…]`: makes sure that everything SCRIPT needs is here, then runs it
// with the pinned Node. Plain JavaScript without dependencies: on a bare machine this is all that can run.

import path from 'node:path'
import { ensureDebianPackages } from './debian.mjs'
import { ensureModules } from './modules.mjs'
import { pinnedNode, runScript } from './node.mjs'
import { SetupError } from './setup-error.mjs'

const main = async ([profile, script, ...args]) => {
  if (profile === undefined || script === undefined) {
    throw new SetupError('nothing to run', 'node infra/setup/setup.mjs PROFILE SCRIPT [ARGS…]')
  }
  if (import.meta.dirname === undefined) {
    throw new SetupError(
      `npm was started by Node ${process.version}, and 20.11 is the oldest that can begin`,
      'install a newer one, which then fetches its own: https://nodejs.org/en/download',
    )
  }
  const root = path.resolve(import.meta.dirname, '../..')
  ensureModules(root)
  ensureDebianPackages(profile)
  await runScript(pinnedNode(root), script, args)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  process.stderr.write(`error: ${error.message}\nhint: ${error.hint}\n`)
  process.exitCode = 1
}
