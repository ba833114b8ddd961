import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CREDENTIAL_FOLDERS, MANAGED_PATHS } from '../../schema/wire/managed-paths.ts'
import { Namespace } from './namespace.ts'

/**
 * strongSwan's profiles as Debian ships them (Ubuntu's are the same), read by AppArmor's own parser, which writes each rule as an
 * expression and its rights. No kernel takes part.
 */
const PROFILES = [
  'usr.sbin.swanctl',
  'usr.sbin.charon-systemd',
  'usr.lib.ipsec.charon',
  'usr.lib.ipsec.stroke',
]

/** Rights as the kernel counts them. */
const READ = 4
const SEND_AND_RECEIVE = 2 | 4

/** What a kernel mediates: Debian's parser counts on the one, Ubuntu's on the other, which knows who speaks over a Unix socket. */
const DEBIAN = '/usr/share/apparmor-features/features'
const UBUNTU = '/etc/apparmor.d/abi/kernel-5.4-outoftree-network'

const OURS = fileURLToPath(new URL('../../infra/host/apparmor/usr.lib.ipsec.stroke', import.meta.url))

interface Rule {
  readonly what: string
  readonly rights: number
}

let namespace: Namespace

beforeAll(async () => {
  namespace = await Namespace.create()
})
afterAll(async () => {
  await namespace[Symbol.asyncDispose]()
})

const rulesOf = async (profile: string, features = DEBIAN): Promise<Rule[]> => {
  const how = ['-QTK', '--policy-features', features, '--kernel-features', features, '-D', 'rule-exprs']
  const { code, stdout, stderr } = await namespace.run('apparmor_parser', [
    ...how,
    `/etc/apparmor.d/${profile}`,
  ])
  if (code !== 0) throw new Error(stderr)
  return [...`${stdout}${stderr}`.matchAll(/^rule: (.*?) {2}-> .* \(0x([0-9a-f]+)\/0\)</gm)].map(
    ([, what = '', rights = '']) => ({ what, rights: Number.parseInt(rights, 16) }),
  )
}

const mayRead = (rules: readonly Rule[], path: string): boolean =>
  rules.some(
    ({ what, rights }) => what.startsWith('/') && (rights & READ) !== 0 && new RegExp(`^${what}$`).test(path),
  )

/** Which of the confined programs opens a file that cygnet writes. The starter itself is not confined. */
const readersOf = (path: string): readonly string[] => {
  if (path.startsWith('/etc/strongswan.d/')) return PROFILES
  if (path.startsWith('/etc/swanctl/')) return ['usr.sbin.swanctl']
  if (path === '/etc/ipsec.d/cygnet.conf') return []
  return path.startsWith('/etc/ipsec.') ? ['usr.lib.ipsec.charon'] : []
}

describe('each confined program of strongSwan', () => {
  const paths = [
    ...MANAGED_PATHS,
    ...CREDENTIAL_FOLDERS.map(folder => `${folder}/cygnet-laptops.pem`),
    '/etc/ipsec.secrets',
  ]

  test.for(PROFILES)(
    '%s may read what cygnet writes for it, and none of the keys of the runner',
    async profile => {
      const rules = await rulesOf(profile)
      const wanted = paths.filter(path => readersOf(path).includes(profile))
      expect(wanted).not.toEqual([])
      expect(wanted.filter(path => !mayRead(rules, path))).toEqual([])
      expect(mayRead(rules, '/var/lib/cygnet/keys/sign.key')).toBe(false)
    },
  )
})

describe("stroke's words", () => {
  const LOCAL = '/etc/apparmor.d/local/usr.lib.ipsec.stroke'

  const answersUs = async (features: string): Promise<boolean> =>
    (await rulesOf('usr.lib.ipsec.stroke', features)).some(
      ({ what, rights }) => what.endsWith('unconfined') && (rights & SEND_AND_RECEIVE) === SEND_AND_RECEIVE,
    )

  test("reach the runner on Ubuntu by the package's rule, and by it alone", async () => {
    await namespace.write(LOCAL, '')
    expect(await answersUs(UBUNTU)).toBe(false)
    await namespace.write(LOCAL, `include if exists "${OURS}"\n`)
    expect(await answersUs(UBUNTU)).toBe(true)
  })

  test('a profile that names our rule is understood on Debian, also when the rule is gone', async () => {
    for (const path of [OURS, '/usr/share/nothing/here']) {
      await namespace.write(LOCAL, `include if exists "${path}"\n`)
      expect(await rulesOf('usr.lib.ipsec.stroke')).not.toEqual([])
    }
  })
})
