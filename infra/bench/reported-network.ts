import nacl from 'tweetnacl'
import { toBase64 } from '../../schema/wire/base64.ts'
import { hubNetwork } from './sample-network.ts'

/** A network whose gateways can sign. */
export interface ReportedNetwork {
  readonly name: string
  /** Text of its topology; `every` is how often gateways ask, in seconds. */
  readonly topology: string
  /** Seed of each gateway's sign key, 32 bytes, by its name. */
  readonly seeds: ReadonlyMap<string, Uint8Array>
}

/** A hub and its spokes, `count` gateways in all, with keys made for this run. */
export const reportedNetwork = (count: number, every: number): ReportedNetwork => {
  const network = hubNetwork(count)
  const gateways = Object.entries(network['gateways'] as Record<string, object>)
  const pairs = gateways.map(([name, gateway]) => ({
    name,
    gateway,
    sign: nacl.sign.keyPair(),
    seal: nacl.box.keyPair(),
  }))
  const withKeys = pairs.map(({ name, gateway, sign, seal }) => {
    const keys = { sign: `ed25519:${toBase64(sign.publicKey)}`, seal: `x25519:${toBase64(seal.publicKey)}` }
    return [name, { ...gateway, keys }] as const
  })
  const topology = {
    ...network,
    gateways: Object.fromEntries(withKeys),
    rollout: { schedule: { every: `${every}s` } },
  }
  return {
    name: 'bench',
    topology: `${JSON.stringify(topology)}\n`,
    seeds: new Map(pairs.map(({ name, sign }) => [name, sign.secretKey.subarray(0, 32)])),
  }
}
