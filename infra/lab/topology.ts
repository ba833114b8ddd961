import { createHash } from 'node:crypto'
import { type GatewayKeys, withGatewayKeys } from '../../schema/topology/enrol.ts'
import { type Reading, readTopology } from '../../schema/topology/read.ts'

/**
 * Reads a topology whose gateways need not be enrolled yet: a lab is where they can. Missing keys are made up; they
 * belong to nobody, and let the rest of the topology be judged and compiled.
 */
export const readForLab = (files: ReadonlyMap<string, string>): Reading => {
  const reading = readTopology(files)
  if (reading.kind === 'invalid') return reading
  const bare = reading.topology.gateways.filter(({ keys }) => keys === undefined).map(({ name }) => name)
  if (bare.length === 0) return reading
  const filled = [...files].map(([path, text]) => [path, bare.reduce(withMadeUpKeys, text)] as const)
  return readTopology(new Map(filled))
}

/** A file that does not define the gateway stays as it is. */
const withMadeUpKeys = (text: string, gateway: string): string =>
  withGatewayKeys(text, gateway, madeUpKeys(gateway)) ?? text

const madeUpKeys = (gateway: string): GatewayKeys => {
  const key = (use: string): string => createHash('sha256').update(`${use} ${gateway}`).digest('base64')
  return { sign: key('sign'), seal: key('seal') }
}
