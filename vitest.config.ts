import { defineConfig } from 'vitest/config'

/**
 * Four projects, by what they need: `unit` only Node, `tools` the real programs of a gateway on this machine,
 * `lab` booted gateways. `npm test` runs these three; `npm run unit` is the fast one to keep open while working. `proofs` are
 * booted gateways that lose their power or their way: an hour of a machine of their own, by their name.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{schema,worker,runner,cli,infra}/**/*.test.ts',
            'test/{golden,law,attacks,contracts,crashes,import,simulation}/**/*.test.ts',
            'test/*.test.ts',
          ],
          // Hangs are what it is for; how long a test takes is for the machine to say.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Unit tests share nothing that one could spoil; modules loaded once instead of for each file are four fifths of the time.
          isolate: false,
        },
      },
      {
        test: {
          name: 'tools',
          include: ['test/tools/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts'],
          testTimeout: 900_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'proofs',
          include: ['test/proofs/**/*.test.ts'],
          testTimeout: 900_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
