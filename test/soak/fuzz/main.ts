import { fuzz } from './watch.ts'

/**
 * `npm run soak -- fuzz`: every parser that sees bytes from the network, more than a million inputs. With a parser's name and
 * a number: that one input again.
 */
const BOUNDS = { seconds: 10, mebibytes: 640 }

const [parser, number] = process.argv.slice(2)
const only = parser === undefined ? undefined : { parser, number: Number(number ?? 0) }
const { inputs, seconds, mebibytes, failures } = await fuzz(BOUNDS, only, line => console.log(`  ${line}`))
for (const failure of failures) console.error(`error: ${failure}`)
console.log(
  `fuzz: ${inputs} inputs in ${seconds.toFixed(0)} s, ${failures.length} failed, ${mebibytes.toFixed(0)} MiB at most (bound ${BOUNDS.mebibytes})`,
)
process.exitCode = failures.length > 0 ? 1 : 0
