import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

/** What became of the tests of one run. */
export interface Counted {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** Where a run writes its `Counted`, as JSON. */
export const COUNTED = 'CYGNET_TESTS_COUNTED'

/** Counts the tests of a run for whoever began it. A file that could not be loaded is a failure. */
export default class Counter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const path = process.env[COUNTED]
    if (path === undefined) return
    const tests = modules.flatMap(module => [...module.children.allTests()])
    const count = (state: string): number => tests.filter(test => test.result().state === state).length
    const broken = modules.filter(module => module.state() === 'failed' && module.errors().length > 0).length
    const counted: Counted = {
      passed: count('passed'),
      failed: count('failed') + broken,
      skipped: count('skipped') + count('pending'),
    }
    writeFileSync(path, JSON.stringify(counted))
  }
}
