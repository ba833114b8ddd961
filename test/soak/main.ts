import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * `npm run soak`: the long versions of what `npm test` does in short, one after the other; `npm run soak -- fuzz` for one of
 * them, and what follows its name goes to it. Ends with a summary, and with 1 when any of them failed.
 */
const root = fileURLToPath(new URL('../..', import.meta.url))

interface Soak {
  readonly about: string
  /** What runs, by the Node that runs this. */
  readonly argv: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

const vitest = (project: string, ...files: readonly string[]): readonly string[] => [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--project',
  project,
  ...files,
]

/** One line makes another. */
const SOAKS: Readonly<Record<string, Soak>> = {
  fuzz: { about: 'hostile bytes for every parser', argv: ['test/soak/fuzz/main.ts'] },
  crashes: {
    about: 'every recovery of every change dies again, at every operation of its own',
    argv: vitest('crashes', 'test/crashes'),
    env: { CRASHES_ONE_IN: '1' },
  },
  fleet: {
    about: 'ten thousand fleets with everything that goes wrong in a rollout',
    argv: vitest('crashes', 'test/simulation/fleet'),
    env: { SEEDS: '10000' },
  },
  power: {
    about: 'two hundred power cuts in the middle of a change',
    argv: vitest('lab', 'test/lab/power-cut.test.ts'),
    env: { POWER_CUTS: '200' },
  },
  daemons: {
    about: 'two thousand generated networks before the real programs',
    argv: vitest(
      'tools',
      'test/tools/charon.test.ts',
      'test/tools/starter.test.ts',
      'test/tools/netplan.test.ts',
    ),
    env: { SOAK: '2000' },
  },
}

const [wanted, ...more] = process.argv.slice(2)
const chosen = Object.entries(SOAKS).filter(([name]) => wanted === undefined || wanted === name)
if (chosen.length === 0) {
  console.error(`error: nothing is called ${wanted}\nhint: one of ${Object.keys(SOAKS).join(', ')}`)
  process.exit(1)
}

const summary = chosen.map(([name, { about, argv, env }]) => {
  console.log(`— ${name}: ${about}`)
  const start = performance.now()
  const { status } = spawnSync(process.execPath, [...argv, ...more], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, SOAKS: name, ...env },
  })
  const seconds = ((performance.now() - start) / 1000).toFixed(0)
  return { failed: status !== 0, line: `— ${name}: ${status === 0 ? 'fine' : 'failed'}, ${seconds} s` }
})
for (const { line } of summary) console.log(line)
process.exitCode = summary.some(({ failed }) => failed) ? 1 : 0
