/** A topology as a document: text of it is JSON, which YAML is a superset of. */
export type SampleNetwork = Readonly<Record<string, unknown>>

/** A gateway on the public internet with one network behind it; every one of its numbers follows from its index. */
const gatewayOf = (index: number): SampleNetwork => {
  const [high, low] = [Math.floor(index / 256), index % 256]
  const key = (kind: number): string =>
    btoa(String.fromCharCode(kind, high, low, ...Array.from({ length: 29 }, () => 7)))
  return {
    keys: { sign: `ed25519:${key(1)}`, seal: `x25519:${key(2)}` },
    interfaces: {
      eth0: { managed: false, addresses: [`198.${18 + high}.${low}.1/32`] },
      br0: { managed: false, addresses: [`10.${high}.${low}.1/24`] },
    },
    networks: { lan: { subnet: `10.${high}.${low}.0/24`, interface: 'br0' } },
  }
}

const nameOf = (index: number): string => `g${String(index).padStart(4, '0')}`

const frame = (count: number): SampleNetwork => ({
  cygnet: 1,
  network: 'bench',
  private: ['10.0.0.0/8'],
  gateways: Object.fromEntries(
    Array.from({ length: count }, (_, index) => [nameOf(index), gatewayOf(index)]),
  ),
})

const names = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => nameOf(from + index))

/** One hub, all other gateways its spokes. Up to 65,536 gateways. */
export const hubNetwork = (count: number): SampleNetwork => ({
  ...frame(count),
  hubs: { star: { hub: nameOf(0), spokes: names(1, count), via: 'eth0' } },
})

/** Every gateway with every other. */
export const meshNetwork = (count: number): SampleNetwork => ({
  ...frame(count),
  meshes: { full: { gateways: names(0, count), via: 'eth0' } },
})
