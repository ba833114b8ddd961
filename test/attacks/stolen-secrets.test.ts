import { describe, expect, test } from 'vitest'
import { openSecrets } from '../../runner/flows/keys/open-secrets.ts'
import { once } from '../../runner/flows/once.ts'
import type { Bundle, Piece } from '../../schema/wire/bundle.ts'
import type { ManagedPath } from '../../schema/wire/managed-paths.ts'
import { compile } from '../../worker/compile/compile.ts'
import { REFERENCE, validTopology } from '../fixtures/reference.ts'
import { beginRlyeh, RLYEH } from '../fixtures/rlyeh-in-memory.ts'

const SECRET = { secret: 'rlyeh-ulthar' } as const

/** Where a thief would like to see the key of the tunnel: what cannot be read there is refused in words that quote it. */
const PLACES: readonly (readonly [
  what: string,
  path: ManagedPath,
  content: (honest: readonly Piece[]) => Piece[],
])[] = [
  ['a kernel setting', '/etc/sysctl.d/60-cygnet.conf', honest => [...honest, SECRET, '\n']],
  ['a line of the firewall', '/etc/cygnet/iptables.v4', honest => [SECRET, '\n', ...honest]],
  ['an address of an interface', '/etc/netplan/60-cygnet.yaml', honest => [...honest, '# ', SECRET]],
  ['a setting of charon', '/etc/strongswan.d/cygnet.conf', honest => [...honest, SECRET, ' = 1\n']],
  ['a connection', '/etc/swanctl/conf.d/cygnet.conf', honest => [...honest, SECRET, ' {\n}\n']],
  [
    'the name of a secret',
    '/etc/swanctl/conf.d/cygnet.secrets.conf',
    honest => [...honest, SECRET, ' {\n}\n'],
  ],
  [
    'the owner of a secret',
    '/etc/swanctl/conf.d/cygnet.secrets.conf',
    honest => [...honest, 'secrets {\n  ike-x {\n    id-x = "', SECRET, '"\n  }\n}\n'],
  ],
  ['a certificate', '/etc/swanctl/x509/cygnet-x.pem', () => [SECRET]],
]

const hostileWith = (path: ManagedPath, content: (honest: readonly Piece[]) => Piece[]): Bundle => {
  const found = RLYEH.files.find(file => file.path === path)
  const hostile = { path, mode: 0o600, content: content(found?.content ?? []) } as const
  const others = RLYEH.files.filter(file => file.path !== path)
  return { ...RLYEH, files: [...others, hostile].sort((a, b) => (a.path < b.path ? -1 : 1)) }
}

describe('the key of a tunnel, asked for by a thief of the Worker’s key', () => {
  test.each(PLACES)('as %s is not written there, and quoted in no report', async (_, path, content) => {
    const { world, gateway, reports, said } = await beginRlyeh()
    await once(gateway)
    const key = (await openSecrets(world.disk, RLYEH)).get(SECRET.secret)?.slice(2, 40) ?? 'none'
    const [, ulthar] = compile(validTopology(REFERENCE))
    if (ulthar === undefined) throw new Error('no ulthar')
    await world.release(3, { bundles: [hostileWith(path, content), ulthar] })
    await once(gateway)
    const last = reports().find(({ release }) => release === 3)
    expect(last).toMatchObject({ outcome: 'refused', problem: { code: 'preflight-failed' } })
    expect(last?.problem?.message).toContain('where none is to stand')
    expect(JSON.stringify([reports(), said])).not.toContain(key)
  })
})
