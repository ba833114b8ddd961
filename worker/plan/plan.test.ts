import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Bundle, bundleDigest, planDigest } from '../../schema/wire/bundle.ts'
import type { RunnerRelease } from '../../schema/wire/runner-release.ts'
import { arbitraryTopology } from '../../test/fixtures/arbitrary-topology.ts'
import { REFERENCE, validTopology } from '../../test/fixtures/reference.ts'
import { archiveBundles, referenceBundles } from '../../test/fixtures/reference-bundles.ts'
import { compile } from '../compile/compile.ts'
import { planBetween } from './plan.ts'
import type { TunnelChange } from './tunnel-change.ts'

/** The bundles of the reference network after one replacement in its text, which must be there. */
const after = (from: string | RegExp, to: string, text = REFERENCE): Bundle[] => {
  const changed = text.replace(from, to)
  expect(changed).not.toBe(text)
  return compile(validTopology(changed))
}

const BETWEEN = 'between: { rlyeh: vswitch, ulthar: eth1 }'
const withTunnel = (settings: string, text = REFERENCE): Bundle[] =>
  after(BETWEEN, `${settings}\n    ${BETWEEN}`, text)

const tunnelOf = (before: readonly Bundle[], next: readonly Bundle[]): TunnelChange | undefined =>
  planBetween(before, next).tunnels[0]

test('nothing changed is nothing to do', () => {
  const plan = planBetween(referenceBundles(), referenceBundles())
  expect(plan.gateways).toEqual([])
  expect(plan.untouched).toEqual(['rlyeh', 'ulthar'])
  expect(plan.tunnels.map(({ effect }) => effect)).toEqual([{ kind: 'untouched' }])
})

test('the digest is that of the bundles as they shall be, whatever there was before', () => {
  expect(planBetween([], archiveBundles()).digest).toBe(planDigest(archiveBundles()))
  expect(planBetween(referenceBundles(), archiveBundles()).digest).toBe(planDigest(archiveBundles()))
})

test('what becomes of changes by hand is told in words, because no file shows it', () => {
  const plan = planBetween(referenceBundles(), after(/^( {2}rlyeh:\n)/m, '$1    drift: repair\n'))
  expect(plan.gateways).toMatchObject([
    {
      gateway: 'rlyeh',
      files: [],
      notes: ['it puts back what somebody changes by hand, instead of only reporting it'],
    },
  ])
})

test('another runner is told in words, and so is who vouches for it', () => {
  const packages = { amd64: { sha256: 'a'.repeat(64), length: 1000 } }
  const release = (version: string, signatures: RunnerRelease['signatures'] = []): RunnerRelease => ({
    version,
    packages,
    signatures,
  })
  const notes = (was: RunnerRelease | undefined, is: RunnerRelease | undefined): readonly string[] => {
    const [from, to] = [was, is].map(runner =>
      referenceBundles().map(bundle => (runner === undefined ? bundle : { ...bundle, runner })),
    )
    return planBetween(from ?? [], to ?? []).gateways[0]?.notes ?? []
  }
  const signed = [{ key: 'b'.repeat(64), signature: `${'A'.repeat(86)}==` }]
  expect(notes(undefined, release('0.2.0'))).toEqual(['its runner goes to `0.2.0`'])
  expect(notes(release('0.2.0'), release('0.3.0'))).toEqual(['its runner goes from `0.2.0` to `0.3.0`'])
  expect(notes(release('0.2.0'), release('0.2.0', signed))).toEqual([
    'other operators vouch for its runner `0.2.0`',
  ])
  expect(notes(release('0.2.0'), { ...release('0.2.0'), packages: { arm64: packages.amd64 } })).toEqual([
    'its runner `0.2.0` comes from another package',
  ])
  expect(notes(release('0.2.0'), undefined)).toEqual([
    'its runner stays what it is; `0.2.0` is asked for no more',
  ])
  expect(notes(release('0.2.0'), release('0.2.0'))).toEqual([])
})

test('the first rollout adds every gateway, every file and every tunnel', () => {
  const plan = planBetween([], referenceBundles())
  expect(plan.gateways.map(({ gateway, kind }) => [gateway, kind])).toEqual([
    ['rlyeh', 'added'],
    ['ulthar', 'added'],
  ])
  expect(plan.gateways.flatMap(({ files }) => files).every(({ kind }) => kind === 'added')).toBe(true)
  expect(plan.gateways.map(({ bundle }) => bundle)).toEqual(referenceBundles().map(bundleDigest))
  expect(plan.tunnels).toEqual([
    {
      tunnel: 'rlyeh-ulthar',
      gateways: ['rlyeh', 'ulthar'],
      effect: { kind: 'new' },
      why: ['1 pair of networks'],
    },
  ])
})

test('a gateway that leaves is shown with all its files, and its tunnels end', () => {
  const [rlyeh] = referenceBundles()
  const alone = [{ ...rlyeh, ...emptied(rlyeh) } as Bundle]
  const plan = planBetween(referenceBundles(), alone)
  expect(plan.gateways.map(({ gateway, kind, bundle }) => [gateway, kind, bundle !== undefined])).toEqual([
    ['rlyeh', 'changed', true],
    ['ulthar', 'removed', false],
  ])
  expect(plan.tunnels.map(({ effect }) => effect)).toEqual([{ kind: 'ends' }])
})

const emptied = (bundle: Bundle | undefined): Partial<Bundle> => ({
  files: bundle?.files.filter(({ path }) => !path.startsWith('/etc/swanctl/')) ?? [],
  secrets: [],
})

test('a secret is shown by its name, and an epoch in words', () => {
  const plan = planBetween([], referenceBundles())
  const secrets = plan.gateways[0]?.files.find(({ path }) => path.endsWith('secrets.conf'))
  expect(secrets?.diff).toContain('\n+    secret = "<secret:rlyeh-ulthar>"\n')
  const rotated = planBetween(referenceBundles(), withTunnel('epoch: 2'))
  expect(rotated.gateways.map(({ files }) => files)).toEqual([[], []])
  expect(rotated.gateways.map(({ notes }) => notes)).toEqual(
    ['rlyeh', 'ulthar'].map(() => ['the key of `rlyeh-ulthar` changes: epoch `1` becomes `2`']),
  )
})

test('a file is shown as a unified diff', () => {
  const plan = planBetween(referenceBundles(), after('10.0.0.0/8', '10.0.0.0/9'))
  const file = plan.gateways[0]?.files[0]
  expect(file?.path).toBe('/etc/cygnet/iptables.v4')
  expect(file?.diff.split('\n').slice(0, 3)).toEqual([
    '--- /etc/cygnet/iptables.v4',
    '+++ /etc/cygnet/iptables.v4',
    expect.stringMatching(/^@@ -\d+,\d+ \+\d+,\d+ @@$/),
  ])
  expect([file?.added, file?.removed]).toEqual([4, 4])
})

test('a plan only ever names what differs', () => {
  fc.assert(
    fc.property(arbitraryTopology, arbitraryTopology, (one, other) => {
      const [before, next] = [one, other].map(document => compile(validTopology(JSON.stringify(document))))
      if (before === undefined || next === undefined) return
      const plan = planBetween(before, next)
      const digests = new Map(before.map(bundle => [bundle.gateway, bundleDigest(bundle)]))
      const same = next.filter(bundle => digests.get(bundle.gateway) === bundleDigest(bundle))
      expect(plan.untouched).toEqual(same.map(({ gateway }) => gateway))
      expect(planBetween([...before].reverse(), [...next].reverse())).toEqual(plan)
    }),
    { numRuns: 40 },
  )
})

describe('what happens to the tunnel', () => {
  test('another daemon: what the old one had is gone while the new one starts', () => {
    const other = after('  rlyeh:\n', '  rlyeh:\n    daemon: ipsec.conf\n')
    const effect = { kind: 'blinks', seconds: 7 }
    expect(tunnelOf(referenceBundles(), other)).toMatchObject({ effect })
    expect(tunnelOf(other, referenceBundles())).toMatchObject({ effect })
  })

  test('on the starter a changed conn is set up anew beside the old one, by whoever begins', () => {
    const starter = (text: string): string =>
      text.replace('  ulthar:\n', '  ulthar:\n    daemon: ipsec.conf\n')
    const before = compile(validTopology(starter(REFERENCE)))
    const next = withTunnel('dpd: { delay: 20s }', starter(REFERENCE))
    expect(tunnelOf(before, next)).toMatchObject({
      effect: { kind: 'hitless' },
      why: expect.arrayContaining([
        '`dpd_delay` on ulthar changes, and this end sets up a new IKE SA before the old one ends',
      ]),
    })
  })

  test('a network more: the child beside it stays up', () => {
    expect(tunnelOf(referenceBundles(), archiveBundles())).toMatchObject({
      effect: { kind: 'hitless' },
      why: [
        '`containers-archive` is added, and the others stay up',
        '`archive-containers` is added, and the others stay up',
      ],
    })
  })

  test('a network less: its child ends, the one beside it stays up', () => {
    expect(tunnelOf(archiveBundles(), referenceBundles())).toMatchObject({
      effect: { kind: 'hitless' },
      why: [
        '`containers-archive` ends, and the others stay up',
        '`archive-containers` ends, and the others stay up',
      ],
    })
  })

  test('a firewall rule more touches no tunnel', () => {
    expect(tunnelOf(referenceBundles(), after('10.0.0.0/8', '10.0.0.0/9'))?.effect).toEqual({
      kind: 'untouched',
    })
  })

  test('another dead peer delay: the end that starts it closes it and starts it again, and both agree all the time', () => {
    const change = tunnelOf(referenceBundles(), withTunnel('dpd: { delay: 10s }'))
    expect(change?.effect).toEqual({ kind: 'blinks', seconds: 2 })
    expect(change?.why).toEqual([
      '`dpd_delay` on rlyeh changes, which counts from the next IKE SA on',
      '`dpd_delay` on ulthar changes, and this end closes the tunnel and starts it again',
    ])
  })

  test('proposals with nothing in common with the old ones: it is down until both gateways have asked for news', () => {
    const change = tunnelOf(referenceBundles(), withTunnel('ike: [chacha20poly1305-prfsha512-curve25519]'))
    expect(change?.effect).toEqual({ kind: 'blinks', seconds: 2 + 60 + 5 })
  })

  test('one proposal more in front: it starts again, and finds a common one at once', () => {
    const ike = 'ike: [chacha20poly1305-prfsha512-curve25519, aes256gcm16-prfsha384-ecp384]'
    expect(tunnelOf(referenceBundles(), withTunnel(ike))?.effect).toEqual({ kind: 'blinks', seconds: 2 })
  })

  test('other ESP proposals: only the child starts again, but has no partner until both have them', () => {
    const change = tunnelOf(referenceBundles(), withTunnel('esp: [chacha20poly1305-curve25519]'))
    expect(change?.effect).toEqual({ kind: 'blinks', seconds: 2 + 60 + 5 })
    expect(change?.why).toContain(
      '`esp_proposals` of `containers-containers` changes, and ulthar starts it again',
    )
  })

  test('a new epoch: nothing is authenticated again before it has to be', () => {
    expect(tunnelOf(referenceBundles(), withTunnel('epoch: 2'))).toMatchObject({
      effect: { kind: 'hitless' },
      why: ['its key changes: epoch `1` becomes `2`', 'the new key counts from the next authentication on'],
    })
  })

  test('a new epoch together with a restart: authentication fails until both gateways have it', () => {
    const change = tunnelOf(referenceBundles(), withTunnel('epoch: 2\n    dpd: { delay: 10s }'))
    expect(change?.effect).toEqual({ kind: 'blinks', seconds: 67 })
  })

  test('another MTU of the VLAN below: the interface is configured anew, its SAs stay', () => {
    const change = tunnelOf(referenceBundles(), after('vlan: 4090', 'mtu: 1390\n        vlan: 4090'))
    expect(change?.effect).toEqual({ kind: 'blinks', seconds: 5 })
    expect(change?.why).toEqual(['the interface `vswitch` on rlyeh is configured anew below it'])
  })

  test('another address on one end: the other end looks for it in vain until it knows', () => {
    const change = tunnelOf(referenceBundles(), after('172.16.0.18/28', '172.16.0.19/28'))
    expect(change?.effect).toEqual({ kind: 'blinks', seconds: 2 + 5 + 60 + 5 })
  })

  test('a network more together with a restart: the new child has nothing to lose', () => {
    const text = REFERENCE.replace(BETWEEN, `dpd: { delay: 10s }\n    ${BETWEEN}`)
    const more = after(
      'containers: { subnet: 10.2.0.0/16, interface: lxdbr0 }',
      'containers: { subnet: 10.2.0.0/16, interface: lxdbr0 }\n      archive: { subnet: 10.3.0.0/16, interface: lxdbr1 }',
      text,
    )
    expect(tunnelOf(referenceBundles(), more)?.effect).toEqual({ kind: 'blinks', seconds: 2 })
  })
})
