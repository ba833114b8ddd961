import { assert, property, shuffledSubarray } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Bundle, bundleBytes, bundleDigest, planDigest } from './bundle.ts'
import { MANAGED_PATHS } from './managed-paths.ts'

const bundle: Bundle = {
  cygnet: 1,
  network: 'miskatonic',
  gateway: 'rlyeh',
  daemon: 'swanctl',
  firewall: 'iptables-nft',
  every: 60,
  files: [
    {
      path: '/etc/swanctl/conf.d/cygnet.secrets.conf',
      mode: 0o600,
      content: ['secret = ', { secret: 'rlyeh-ulthar' }],
    },
  ],
  secrets: [
    { id: 'rlyeh-ulthar', kind: 'derived', tunnel: 'rlyeh-ulthar', epoch: 1, peer: `${'A'.repeat(43)}=` },
  ],
  probes: { interfaces: [], connections: [] },
}
const withFile = (change: object) => ({ ...bundle, files: [{ ...bundle.files[0], ...change }] })

describe('a bundle', () => {
  test('has one digest, whatever the order of its keys', () =>
    assert(
      property(
        shuffledSubarray(Object.entries(bundle), { minLength: Object.keys(bundle).length }),
        entries => {
          expect(bundleDigest(Bundle.parse(Object.fromEntries(entries)))).toBe(bundleDigest(bundle))
        },
      ),
    ))

  test('survives its own bytes', () => {
    const again = Bundle.parse(JSON.parse(new TextDecoder().decode(bundleBytes(bundle))))
    expect(again).toEqual(bundle)
    expect(bundleDigest(again)).toBe(bundleDigest(bundle))
  })

  test('names managed files only: no way up, no absolute path elsewhere, no relative one', () => {
    for (const path of [
      '/etc/shadow',
      '/etc/netplan/../shadow',
      'etc/netplan/60-cygnet.yaml',
      '',
      '/etc/netplan/60-cygnet.yaml\0',
    ])
      expect(Bundle.safeParse(withFile({ path })).success).toBe(false)
    for (const path of MANAGED_PATHS) expect(Bundle.safeParse(withFile({ path })).success).toBe(true)
  })

  test('sets no mode but two: never setuid, never writable by others', () => {
    for (const mode of [0o777, 0o4755, 0o666, 0, 0.5])
      expect(Bundle.safeParse(withFile({ mode })).success).toBe(false)
  })

  test('holds nothing that is not in its description', () => {
    expect(Bundle.safeParse({ ...bundle, run: 'reboot' }).success).toBe(false)
    expect(Bundle.safeParse({ ...bundle, network: '../x' }).success).toBe(false)
  })
})

describe('the plan digest', () => {
  const plan = ['c', 'a', 'b'].map(gateway => ({ ...bundle, gateway }))

  test('does not depend on the order of bundles', () =>
    assert(
      property(shuffledSubarray(plan, { minLength: 3 }), bundles => {
        expect(planDigest(bundles)).toBe(planDigest(plan))
      }),
    ))

  test('changes with any byte of any bundle, and when a gateway comes or goes', () => {
    const digests = [
      plan,
      plan.slice(1),
      [...plan, { ...bundle, gateway: 'd' }],
      [{ ...bundle, gateway: 'c', every: 61 }, ...plan.slice(1)],
    ]
    expect(new Set(digests.map(planDigest)).size).toBe(digests.length)
  })
})
