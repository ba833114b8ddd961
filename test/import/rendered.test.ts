import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readTopology } from '../../schema/topology/read.ts'
import { compile } from '../../worker/compile/compile.ts'
import { REFERENCE } from '../fixtures/reference.ts'
import { host, imported } from './hosts.ts'

const PATHS: Readonly<Record<string, string>> = {
  '/etc/swanctl/conf.d/cygnet.conf': '/etc/swanctl/swanctl.conf',
  '/etc/ipsec.d/cygnet.conf': '/etc/ipsec.conf',
}

/** What cygnet itself writes for the reference network, as the files of two hosts. */
const hosts = (daemon: 'swanctl' | 'ipsec.conf') => {
  const text = REFERENCE.replaceAll(/provider: (\S+)/g, `provider: $1\n    daemon: ${daemon}`)
  const reading = readTopology(new Map([['topology.yaml', text]]))
  if (reading.kind !== 'valid') throw new Error(JSON.stringify(reading.problems))
  return compile(reading.topology).map(({ gateway, files }) => ({
    gateway,
    provider: gateway === 'rlyeh' ? ('hetzner-dedicated' as const) : ('hetzner-cloud' as const),
    derive: true,
    files: host(
      Object.fromEntries(
        files.map(({ path, content }) => [
          PATHS[path] ?? path,
          content.map(piece => (typeof piece === 'string' ? piece : '0sbm90LWtub3duLWhlcmU=')).join(''),
        ]),
      ),
    ),
  }))
}

test.each(['swanctl', 'ipsec.conf'] as const)(
  'what cygnet writes for %s comes back as the tunnel that it was',
  daemon => {
    const topology = parse(imported(...hosts(daemon)).text)
    expect(Object.keys(topology.tunnels)).toEqual(['rlyeh-ulthar'])
    const { between, ike, esp, rekey, start, secret, dpd } = topology.tunnels['rlyeh-ulthar']
    expect(Object.keys(between)).toEqual(['rlyeh', 'ulthar'])
    expect(between.rlyeh).toBe('vswitch')
    expect({ start, secret, dpd }).toEqual({})
    expect(ike).toEqual(['aes256gcm16-prfsha384-ecp384', 'aes256-sha256-modp2048'])
    expect(esp).toEqual(['aes256gcm16-ecp384', 'aes256-sha256-modp2048'])
    expect(rekey).toEqual({ ike: '4h', child: '1h' })
    expect(topology.gateways.rlyeh.networks.lan.subnet).toBe('10.1.0.0/16')
    expect(topology.gateways.rlyeh.daemon ?? 'swanctl').toBe(daemon)
    expect(topology.peers).toBe(undefined)
  },
)
