import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { SetupError } from './setup-error.mjs'

/** The first version that runs TypeScript as it stands here. */
const NEEDED = 24

/**
 * The Node that package-lock.json pins, or the one that runs this where npm has none for the platform.
 *
 * @param {string} root the folder of node_modules
 * @returns {string} path of the program
 */
export const pinnedNode = root => {
  const pinned = path.join(root, 'node_modules/.bin/node')
  if (existsSync(pinned)) return pinned
  if (Number.parseInt(process.versions.node, 10) >= NEEDED) return process.execPath
  throw new SetupError(
    `npm has no Node ${NEEDED} for ${process.platform} ${process.arch}, and this is ${process.version}`,
    `install Node ${NEEDED} or newer and run it with that: https://nodejs.org/en/download`,
  )
}

/**
 * Runs a script with a Node as if it stood in our place: same terminal, same signals, same end.
 *
 * @param {string} node path of the program
 * @param {string} script
 * @param {string[]} args
 */
export const runScript = async (node, script, args) => {
  const PATH = `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`
  const child = spawn(node, [script, ...args], { stdio: 'inherit', env: { ...process.env, PATH } })
  // Ctrl-C reaches every program of the terminal by itself; twice would read as "at once".
  const passed = process.stdin.isTTY ? ['SIGTERM', 'SIGHUP'] : ['SIGTERM', 'SIGHUP', 'SIGINT']
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => passed.includes(signal) && child.kill(signal))
  }
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (...end) => resolve(end))
  })
  if (signal === null) {
    process.exitCode = code
    return
  }
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}
