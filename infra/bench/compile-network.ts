import { stringify } from 'yaml'
import { readTopology } from '../../schema/topology/read.ts'
import { compile } from '../../worker/compile/compile.ts'
import { peakMemory } from './peak-memory.ts'
import { hubNetwork, meshNetwork } from './sample-network.ts'

/** What checking and compiling one network cost: seconds of CPU, bytes of text and bundles, peak resident memory in MiB. */
const [, , shape, count] = process.argv
const text = stringify((shape === 'mesh' ? meshNetwork : hubNetwork)(Number(count)))
const read = (what: string) => readTopology(new Map([['topology.yaml', what]]))

const timed = <T>(work: () => T): { result: T; seconds: number } => {
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  return { result, seconds: (user + system) / 1e6 }
}

// The code is loaded and warm, as it is in a Worker that lives on.
const small = read(stringify(hubNetwork(20)))
if (small.kind === 'valid') compile(small.topology)

const check = timed(() => read(text))
if (check.result.kind === 'invalid') throw new Error(JSON.stringify(check.result.problems[0]))
const { topology } = check.result
const compiled = timed(() => compile(topology))
const megabytes = peakMemory()
const bytes = compiled.result.reduce((sum, bundle) => sum + Buffer.byteLength(JSON.stringify(bundle)), 0)
const cost = {
  check: check.seconds,
  compile: compiled.seconds,
  megabytes,
  bytes,
  text: Buffer.byteLength(text),
}
console.log(JSON.stringify({ ...cost, tunnels: topology.tunnels.length }))
