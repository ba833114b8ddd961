import type { Reporter, TestModule } from 'vitest/node'

/** Ends a run with one plain line that any CI can read: `N passed, N failed`, and `, N skipped` when there are any. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap(module => [...module.children.allTests()])
    const count = (state: string): number => tests.filter(test => test.result().state === state).length
    const brokenModules = modules.filter(
      module => module.state() === 'failed' && module.errors().length > 0,
    ).length
    const skipped = count('skipped') + count('pending')
    const tail = skipped > 0 ? `, ${skipped} skipped` : ''
    console.log(`\n${count('passed')} passed, ${count('failed') + brokenModules} failed${tail}`)
  }
}
