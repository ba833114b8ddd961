import nacl from 'tweetnacl'
import { toBase64 } from '../../schema/wire/base64.ts'
import type { Written } from '../fixtures/two-sites.ts'

/** The seed of a gateway's sign key in these networks: from its place in the list. */
export const seedOf = (index: number): Uint8Array => new Uint8Array(32).fill(100 + (index % 100))

const gateway = (index: number): Written => {
  const { publicKey } = nacl.sign.keyPair.fromSeed(seedOf(index))
  const seal = nacl.box.keyPair.fromSecretKey(new Uint8Array(32).fill(10 + index)).publicKey
  return {
    keys: { sign: `ed25519:${toBase64(publicKey)}`, seal: `x25519:${toBase64(seal)}` },
    interfaces: {
      eth0: {
        managed: false,
        addresses: [`198.51.${100 + Math.floor(index / 200)}.${(index % 200) + 1}/32`],
      },
      br0: { managed: false, addresses: [`10.${index + 1}.0.1/16`] },
    },
    networks: { lan: { subnet: `10.${index + 1}.0.0/16`, interface: 'br0' } },
  }
}

/** A network that somebody has, with the gateways of it that its keys belong to. */
export interface SeededNetwork {
  readonly names: readonly string[]
  readonly topology: Written
}

const frame = (names: readonly string[]): Written => ({
  cygnet: 1,
  network: 'miskatonic',
  private: ['10.0.0.0/8'],
  gateways: Object.fromEntries(names.map((name, index) => [name, gateway(index)])),
})

const EIGHT = ['arkham', 'celephais', 'dunwich', 'innsmouth', 'kingsport', 'lomar', 'sarnath', 'ulthar']

/** Eight gateways: a mesh, a hub with spokes, and single tunnels. */
export const SMALL: SeededNetwork = {
  names: EIGHT,
  topology: {
    ...frame(EIGHT),
    meshes: { core: { gateways: ['arkham', 'dunwich', 'innsmouth'], via: 'eth0' } },
    hubs: { branches: { hub: 'arkham', spokes: ['kingsport', 'sarnath', 'ulthar'], via: 'eth0' } },
    tunnels: {
      'celephais-dunwich': { between: { celephais: 'eth0', dunwich: 'eth0' } },
      'lomar-ulthar': { between: { lomar: 'eth0', ulthar: 'eth0' } },
    },
    rollout: { limit: { gateways: '100%' }, waves: [{ gateways: '*', soak: '1s' }] },
  },
}

/** The same gateways, to be changed in waves from now on. */
export const SMALL_IN_WAVES: Written = {
  ...SMALL.topology,
  rollout: {
    limit: { gateways: '100%' },
    waves: [
      { gateways: ['celephais'], soak: '10m' },
      { gateways: ['kingsport', 'ulthar', 'lomar'], soak: '10m', 'at-once': '50%' },
      { gateways: '*', soak: '30m' },
    ],
  },
}

/** What the second release changes: something on every gateway. */
export const SMALL_CHANGED: Written = {
  ...SMALL_IN_WAVES,
  gateways: Object.fromEntries(
    EIGHT.map((name, index) => [name, { ...gateway(index), internet: { via: 'eth0', masquerade: ['lan'] } }]),
  ),
}

const SIXTY = Array.from({ length: 60 }, (_, index) => `site-${String(index + 1).padStart(2, '0')}`)

/** Sixty gateways: a mesh of six, and hubs with nine spokes each. */
export const LARGE: SeededNetwork = {
  names: SIXTY,
  topology: {
    ...frame(SIXTY),
    meshes: { core: { gateways: SIXTY.slice(0, 6), via: 'eth0' } },
    hubs: Object.fromEntries(
      SIXTY.slice(0, 6).map((hub, index) => [
        `region-${index + 1}`,
        { hub, spokes: SIXTY.slice(6 + index * 9, 15 + index * 9), via: 'eth0' },
      ]),
    ),
    rollout: { limit: { gateways: '100%' }, waves: [{ gateways: '*', soak: '1s' }] },
  },
}
