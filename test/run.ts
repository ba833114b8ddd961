import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { sideBySide } from './side-by-side.ts'

/**
 * `npm test`: types, lint, format and generated files first (seconds), then every test: booted gateways, which wait as much as they
 * compute, beside all others, which take what is left of the machine. Stops at the first step that fails. Arguments go to vitest. Ends
 * with one plain line that any CI can read: `N passed, N failed`, and `, N skipped` when there are any.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (name: string): string => `${root}node_modules/.bin/${name}`

const checks: readonly (readonly [title: string, program: string, ...args: string[]])[] = [
  ['types', bin('tsc'), '--noEmit'],
  ['lint', bin('oxlint'), '--type-aware', '--deny-warnings'],
  ['format', bin('biome'), 'check', '.'],
  ['generated files', process.execPath, 'infra/setup/generate.ts', '--check'],
]

const secondsSince = (start: number): string => ((performance.now() - start) / 1000).toFixed(1)

for (const [title, program, ...args] of checks) {
  const start = performance.now()
  console.log(`— ${title}`)
  const { status } = spawnSync(program, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) {
    console.log(`— ${title}: failed`)
    process.exit(status ?? 1)
  }
  console.log(`— ${title}: fine, ${secondsSince(start)} s`)
}

const start = performance.now()
console.log('— tests')
const { passed, failed, skipped } = await sideBySide(
  [
    { projects: ['lab'], givesWay: false },
    { projects: ['crashes', 'measured', 'tools', 'unit'], givesWay: true },
  ],
  process.argv.slice(2),
)
const isFine = failed === 0 && passed > 0
console.log(`— tests: ${isFine ? 'fine' : 'failed'}, ${secondsSince(start)} s`)
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = isFine ? 0 : 1
