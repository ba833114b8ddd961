import { spawnSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import * as z from 'zod'

/** Which workerd miniflare starts, read when it starts one. */
const WHICH = 'MINIFLARE_WORKERD_PATH'

/**
 * Runs `start` so that the workerd which miniflare starts in it dies with this process, however that ends. Left alone it
 * would go on after a SIGKILL, holding the port and the state that the next start needs. Linux does it
 * (PR_SET_PDEATHSIG, by setpriv(1)); elsewhere workerd is started as it is.
 */
export const withMortalWorkerd = async <T>(folder: string, start: () => Promise<T>): Promise<T> => {
  if (process.env[WHICH] !== undefined || !canSetDeathSignal()) return start()
  const program = path.join(folder, 'workerd.sh')
  writeFileSync(program, `#!/bin/sh\nexec setpriv --pdeathsig KILL ${quoted(workerdPath())} "$@"\n`)
  chmodSync(program, 0o700)
  process.env[WHICH] = program
  try {
    return await start()
  } finally {
    delete process.env[WHICH]
  }
}

const canSetDeathSignal = (): boolean =>
  process.platform === 'linux' && spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0

/** The one that miniflare's own version came with. */
const workerdPath = (): string => {
  const ofMiniflare = createRequire(createRequire(import.meta.url).resolve('miniflare'))
  return z.object({ default: z.string() }).parse(ofMiniflare('workerd')).default
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
