#!/usr/bin/env node
// Starts cli/main.ts under Node 24, whichever Node is first in PATH: plain JavaScript, so that an old one can run it.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

const NEEDED = 24
const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..')
const running = Number(process.versions.node.split('.')[0])
const pinned = path.join(root, 'node_modules', '.bin', 'node')

if (running >= NEEDED) {
  await import('./main.ts')
} else if (existsSync(pinned)) {
  const child = spawn(pinned, [path.join(root, 'cli', 'main.ts'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 128
  })
} else {
  process.stderr.write(`error: cygnet needs Node ${NEEDED}, and this is ${process.versions.node}\n`)
  process.stderr.write('hint: run npm ci in the folder of cygnet: it brings its own\n')
  process.exitCode = 1
}
