import type { TunnelText } from '../document/tunnel.ts'
import type { CodedFinding } from '../finding.ts'
import { unknownReference } from '../knowledge/reference.ts'
import { own } from '../own.ts'
import type { Path } from '../topology.ts'
import type { Tunnel } from '../tunnel.ts'
import { gatewayHalf, type Half, peerHalf } from './end.ts'
import { chosen } from './end-networks.ts'
import { linked } from './link.ts'
import type { Sites } from './sites.ts'

/** A tunnel with its defaults; undefined when one of its ends cannot be found, which the findings then say. */
export const resolveTunnel = (
  network: string,
  name: string,
  text: TunnelText,
  sites: Sites,
  findings: CodedFinding[],
): Tunnel | undefined => {
  const at: Path = ['tunnels', name]
  const names = Object.keys(text.between)
  if (names.length !== 2) findings.push(notTwo(at, names.length))
  const halves = names.map(end => resolveHalf(network, at, end, text, sites, findings))
  const [first, second] = halves
  if (names.length !== 2 || first === undefined || second === undefined) return undefined
  findings.push(...strangers(at, 'networks', text.networks, names))
  if (typeof text.start === 'object') findings.push(...strangers(at, 'start', text.start, names))
  if (first.kind === 'peer' && second.kind === 'peer') {
    findings.push(twoPeers(at))
    return undefined
  }
  const { start, ...settings } = text
  const what = { at, name, origin: { kind: 'tunnel', name } } as const
  return linked(what, [first, second], { settings, start }, findings)
}

const resolveHalf = (
  network: string,
  tunnel: Path,
  name: string,
  text: TunnelText,
  sites: Sites,
  findings: CodedFinding[],
): Half | undefined => {
  const half = wholeHalf(network, [...tunnel, 'between', name], name, text, sites, findings)
  const words = own(text.networks, name)
  if (half === undefined || words === undefined) return half
  return { ...half, networks: chosen(half.networks, words, [...tunnel, 'networks', name], name, findings) }
}

const wholeHalf = (
  network: string,
  at: Path,
  name: string,
  text: TunnelText,
  sites: Sites,
  findings: CodedFinding[],
): Half | undefined => {
  const key = own(text.between, name) ?? null
  const peer = sites.peers.get(name)
  const site = sites.gateways.get(name)
  if (peer !== undefined && site === undefined) {
    if (key !== null) findings.push(peerInterface(at, name, key))
    return peerHalf(peer, at)
  }
  if (site === undefined) {
    const known = [...sites.gateways.keys(), ...sites.peers.keys()]
    const because = [
      ['gateways', name],
      ['peers', name],
    ]
    findings.push({ ...unknownReference(at, name, 'gateway or peer', known, because), onKey: true })
    return undefined
  }
  if (key === null) {
    findings.push(noInterface(at, name, Object.keys(site.text.interfaces)))
    return undefined
  }
  return gatewayHalf(network, site, key, at, at, findings)
}

const noInterface = (at: Path, name: string, interfaces: readonly string[]): CodedFinding => ({
  code: 'missing-key',
  severity: 'error',
  at,
  message: `the tunnel has no address to speak from: ${name} is a gateway, and nothing says which of its interfaces it uses`,
  hint: `write one of ${[...interfaces].sort().slice(0, 12).join(', ')}`,
})

const peerInterface = (at: Path, name: string, key: string): CodedFinding => ({
  code: 'wrong-value',
  severity: 'error',
  at,
  message: `${key} would have no effect: ${name} is a peer that cygnet does not run, and its interfaces are not ours to know`,
  hint: `write ${name}: null`,
})

const strangers = (
  at: Path,
  key: string,
  map: Readonly<Record<string, unknown>> | undefined,
  ends: readonly string[],
): CodedFinding[] =>
  Object.keys(map ?? {})
    .filter(name => !ends.includes(name))
    .map(name => ({
      ...unknownReference([...at, key, name], name, 'end of this tunnel', ends, [[...at, 'between']]),
      onKey: true,
    }))

const twoPeers = (at: Path): CodedFinding => ({
  code: 'tunnel-ends',
  severity: 'error',
  at: [...at, 'between'],
  message: 'nobody here would set this tunnel up: both ends are peers that cygnet does not run',
  hint: 'name a gateway of gateways: at one end',
})

const notTwo = (at: Path, count: number): CodedFinding => ({
  code: 'tunnel-ends',
  severity: 'error',
  at: [...at, 'between'],
  because: [[...at, 'between']],
  message: `a tunnel joins two gateways, and this one names ${count}`,
  hint: 'write one tunnel for each pair, as between: { gateway: interface, gateway: interface }',
})
