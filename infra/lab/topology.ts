import { createHash } from 'node:crypto'
import { sealedText } from '../../cli/secret/sealed-text.ts'
import { needsOf } from '../../schema/topology/beside/needs.ts'
import { type GatewayKeys, withGatewayKeys } from '../../schema/topology/enrol.ts'
import { type Reading, readTopology } from '../../schema/topology/read.ts'
import { sketchTopology } from '../../schema/topology/sketch.ts'
import type { Topology } from '../../schema/topology/topology.ts'

type Files = ReadonlyMap<string, string>

/**
 * Reads a topology whose gateways need not be enrolled yet: a lab is where they can. Missing keys are made up, and what nobody
 * could seal to them yet; they belong to nobody, and let the rest of the topology be judged and compiled.
 */
export const readForLab = (files: Files): Reading => {
  const sketch = sketchTopology(files)
  const bare = sketch?.gateways.filter(({ keys }) => keys === undefined).map(({ name }) => name) ?? []
  if (sketch === undefined || bare.length === 0) return readTopology(files)
  const filled = new Map([...files].map(([path, text]) => [path, bare.reduce(withMadeUpKeys, text)] as const))
  return readTopology(new Map([...filled, ...madeUpSecrets(sketch, bare)]))
}

/** A file that does not define the gateway stays as it is. */
const withMadeUpKeys = (text: string, gateway: string): string =>
  withGatewayKeys(text, gateway, madeUpKeys(gateway)) ?? text

const madeUpKeys = (gateway: string): GatewayKeys => ({
  sign: madeUp(`sign ${gateway}`).toString('base64'),
  seal: madeUp(`seal ${gateway}`).toString('base64'),
})

/** The sealed secrets that only gateways without keys need, and that are not there: sealed to the keys that were made up. */
const madeUpSecrets = (topology: Topology, bare: readonly string[]): [string, string][] => {
  const known = new Set(topology.sealed.map(({ name }) => name))
  return needsOf(topology)
    .filter(need => !known.has(need.secret) && [...need.gateways].every(name => bare.includes(name)))
    .map(({ secret: name, gateways, holds: [holds = 'psk'] }) => {
      const value = holds === 'nt-hash' ? madeUp(name).subarray(0, 16) : madeUp(name)
      const secret = { network: topology.network, name, holds, value, bits: 256 }
      const recipients = new Map([...gateways].map(gateway => [gateway, madeUpKeys(gateway).seal]))
      return [`secrets/${name}.json`, sealedText(secret, recipients)]
    })
}

const madeUp = (use: string): Buffer => createHash('sha256').update(use).digest()
