import { defineConfig } from 'vitest/config'

/**
 * What shares nothing with others, three files at a time, also on two cores (left alone, vitest keeps one of them free): unit tests
 * have nothing outside of their process, and tests of the real tools, which wait for packets as often as they compute, have network,
 * mounts, processes and /run of their own.
 */
const BESIDE_OTHERS = { maxWorkers: 3, isolate: false }

/**
 * Milliseconds after which a test hangs, and nothing else is said by that: a busy machine took fifteen minutes for what takes ten
 * seconds, because labs go first, so no test has a limit of its own. A soak takes whatever it takes.
 */
const HANGS = process.env['SOAKS'] === undefined ? 3_600_000 : 0

/** Booted gateways that are measured wait much and compute little, so they are nobody's burden. */
const MEASURED = 'test/lab/monitor.test.ts'

/**
 * Booted gateways, one file after the other: a change on one has ninety seconds, and emulation is slow enough without a second lab. How
 * long all of it takes is for the machine to say: the story took 6 to 15 minutes.
 */
const ALONE = { testTimeout: 1_800_000, hookTimeout: 900_000, fileParallelism: false }

/**
 * Six projects, by what they need: `crashes` and `unit` only Node, `tools` the real programs of a gateway on this machine,
 * `lab` and `measured` booted gateways. `npm test` runs these five, `lab` beside the others, which give way to it; `npm run unit` is the
 * fast one to keep open while working. `proofs` are booted gateways in trouble: five minutes of a machine of its own for each, by its name.
 *
 * vitest begins projects in the order of their names, and the longest files should not be the last: so the crash suite and the
 * simulated fleet have one.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'crashes',
          include: ['test/{crashes,simulation}/**/*.test.ts'],
          testTimeout: HANGS,
          hookTimeout: HANGS,
          ...BESIDE_OTHERS,
        },
      },
      {
        test: {
          name: 'measured',
          include: [MEASURED],
          testTimeout: 900_000,
          hookTimeout: 900_000,
          ...BESIDE_OTHERS,
        },
      },
      {
        test: {
          name: 'tools',
          include: ['test/tools/**/*.test.ts'],
          globalSetup: 'test/tools/packages.ts',
          testTimeout: HANGS,
          hookTimeout: HANGS,
          ...BESIDE_OTHERS,
        },
      },
      {
        test: {
          name: 'unit',
          include: [
            '{schema,worker,runner,cli,infra}/**/*.test.ts',
            'test/{golden,law,attacks,conformance,contracts,import}/**/*.test.ts',
            'test/*.test.ts',
          ],
          testTimeout: HANGS,
          hookTimeout: HANGS,
          // Modules loaded once instead of for each file are four fifths of the time.
          ...BESIDE_OTHERS,
        },
      },
      { test: { name: 'lab', include: ['test/lab/**/*.test.ts'], exclude: [MEASURED], ...ALONE } },
      { test: { name: 'proofs', include: ['test/proofs/**/*.test.ts'], ...ALONE } },
    ],
  },
})
