// `npm run generate`: remakes every generated file that is kept in the tree. CI runs it and then wants a clean tree.
// The forge's OpenAPI extract is not among them: it needs a 385 MB download (see infra/local/forge/openapi/extract.ts).

import { spawnSync } from 'node:child_process'

/** Scripts, each run in its own process, in this order. */
const generators: readonly string[] = ['infra/host/draw-states.ts']

for (const script of generators) {
  const done = spawnSync(process.execPath, [script], { stdio: 'inherit' })
  if (done.status !== 0) process.exit(done.status ?? 1)
}
