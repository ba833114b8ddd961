import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'
import { keepCode, keptCode } from './adapters/code-cache.ts'

/**
 * What the package runs: `main.cjs` beside it, with the bytecode of all that an earlier turn called. Node's own cache holds
 * what V8 compiles before a file runs, which of functions that are compiled when they are called is next to nothing
 * (`docs/adr/0131`).
 */
const start = (self: string, command: string | undefined): void => {
  const file = join(dirname(self), 'main.cjs')
  const cache = process.env['CYGNET_CODE']
  const build = process.env['CYGNET_BUILD']
  const code = cache && build ? keptCode(cache, build) : undefined
  const script = new Script(readFileSync(file, 'utf8'), { filename: file, ...(code && { cachedData: code }) })
  const main: (require: NodeJS.Require) => void = script.runInThisContext()
  main(createRequire(file))
  // A turn that wrote nothing had nothing to do: it called what every poll calls, and no more.
  if (cache && build && command === 'once' && script.cachedDataRejected !== false)
    process.once('beforeExit', code => {
      if (code === 0 && process.resourceUsage().fsWrite === 0)
        void keepCode(cache, build, script.createCachedData())
    })
}

const [, self = '', command] = process.argv
start(self, command)
