import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * `npm test`: types, lint, format and generated files first (seconds), then every test: crashes, unit, real tools,
 * booted gateways. Stops at the first step that fails. Arguments go to vitest.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (name: string): string => `${root}node_modules/.bin/${name}`

const steps: readonly (readonly [title: string, program: string, ...args: string[]])[] = [
  ['types', bin('tsc'), '--noEmit'],
  ['lint', bin('oxlint'), '--type-aware', '--deny-warnings'],
  ['format', bin('biome'), 'check', '.'],
  ['generated files', process.execPath, 'infra/setup/generate.ts', '--check'],
  [
    'tests',
    bin('vitest'),
    'run',
    ...['crashes', 'measured', 'tools', 'unit', 'lab'].map(project => `--project=${project}`),
    '--reporter=default',
    '--reporter=./test/closing-line.ts',
    ...process.argv.slice(2),
  ],
]

for (const [title, program, ...args] of steps) {
  const start = performance.now()
  console.log(`— ${title}`)
  const { status } = spawnSync(program, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) {
    console.log(`— ${title}: failed`)
    process.exit(status ?? 1)
  }
  console.log(`— ${title}: fine, ${((performance.now() - start) / 1000).toFixed(1)} s`)
}
