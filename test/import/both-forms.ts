import * as fc from 'fast-check'

/** A host's IPsec configuration that both syntaxes can say. */
export interface Written {
  readonly sites: readonly Site[]
  readonly clients: Clients | undefined
  /** How it is laid out: what is inherited, quoted, commented on. */
  readonly style: { readonly inherit: boolean; readonly quotes: boolean; readonly comments: boolean }
}

interface Site {
  readonly name: string
  readonly far: string
  readonly localId: string | undefined
  readonly remoteId: string | undefined
  readonly local: readonly string[]
  readonly remote: readonly string[]
  readonly ike: readonly string[]
  readonly esp: readonly string[]
  readonly strict: boolean
  readonly start: 'none' | 'trap' | 'start'
  readonly dpd: { readonly delay: number; readonly action: 'clear' | 'trap' | 'restart' } | undefined
  readonly close: 'none' | 'trap' | 'start' | undefined
  readonly encap: boolean
  readonly lifetimes: { readonly ike: number; readonly child: number; readonly margin: number } | undefined
  readonly reauth: boolean
  readonly secret: string
}

interface Clients {
  readonly users: readonly { readonly name: string; readonly address: string; readonly password: string }[]
  readonly dns: readonly string[]
  readonly delay: number | undefined
  readonly live: boolean
}

const IKE = [
  'aes256-sha256-modp2048',
  'aes256gcm16-prfsha384-ecp384',
  'aes256-sha2_256-modp1024',
  'aes128-sha256-ecp256',
]
const ESP = ['aes256-sha256', 'aes256gcm16-ecp384', 'aes256gcm128', 'aes128-sha1']
const some = (words: readonly string[]) => fc.shuffledSubarray([...words], { minLength: 1 })
const password = fc.string({
  minLength: 8,
  maxLength: 24,
  unit: fc.constantFrom(...'a b c d e f X Y Z 0 1 8 9 - _ .'.split(' ')),
})

const site = (index: number): fc.Arbitrary<Site> =>
  fc.record({
    name: fc.constantFrom(`to-site${index}`, `Office_${index}`, `s${index}`),
    far: fc.constant(`198.51.100.${index + 1}`),
    localId: fc.constantFrom(undefined, '@here.example.com', 'here.example.com'),
    remoteId: fc.constantFrom(undefined, `@site${index}.example.com`),
    local: fc.shuffledSubarray(['10.1.0.0/16', '10.1.0.1/16', '10.9.0.0/24'], { minLength: 1 }),
    remote: fc.shuffledSubarray(
      [`10.${index + 20}.0.0/16`, `10.${index + 50}.7.1/24`, `fd00:${index}::/64`],
      { minLength: 1 },
    ),
    ike: some(IKE),
    esp: some(ESP),
    strict: fc.boolean(),
    start: fc.constantFrom('none', 'trap', 'start'),
    dpd: fc.option(
      fc.record({ delay: fc.constantFrom(15, 30, 300), action: fc.constantFrom('clear', 'trap', 'restart') }),
      { nil: undefined },
    ),
    close: fc.constantFrom(undefined, 'none', 'trap', 'start'),
    encap: fc.boolean(),
    lifetimes: fc.option(
      fc.record({
        ike: fc.constantFrom(14_400, 28_800),
        child: fc.constantFrom(3600, 7200),
        margin: fc.constantFrom(540, 300),
      }),
      { nil: undefined },
    ),
    reauth: fc.boolean(),
    secret: password,
  })

const clients: fc.Arbitrary<Clients> = fc.record({
  users: fc.uniqueArray(fc.nat(99), { minLength: 1, maxLength: 4 }).chain(numbers =>
    fc.tuple(
      ...numbers.map(number =>
        password.map(secret => ({
          name: `user_${number}`,
          address: `10.200.0.${number + 1}`,
          password: secret,
        })),
      ),
    ),
  ),
  dns: fc.shuffledSubarray(['10.1.0.53', '10.1.0.54']),
  delay: fc.constantFrom(undefined, 60, 300),
  live: fc.boolean(),
})

/** Any configuration that has both forms. */
export const configuration: fc.Arbitrary<Written> = fc.record({
  sites: fc.nat(3).chain(count => fc.tuple(...Array.from({ length: count }, (_, index) => site(index)))),
  clients: fc.option(clients, { nil: undefined }),
  style: fc.record({ inherit: fc.boolean(), quotes: fc.boolean(), comments: fc.boolean() }),
})

const IPSEC_AUTO = { none: 'add', trap: 'route', start: 'start' } as const
const IPSEC_DPD = { clear: 'clear', trap: 'hold', restart: 'restart' } as const
const IPSEC_CLOSE = { none: 'none', trap: 'hold', start: 'restart' } as const

/** The configuration as ipsec.conf and ipsec.secrets. */
export const asIpsecConf = ({ sites, clients, style }: Written): Record<string, string> => {
  const value = (text: string) => (style.quotes ? `"${text}"` : text)
  const line = (key: string, text: string | undefined) =>
    text === undefined ? [] : [`  ${key} = ${value(text)}${style.comments ? '   # says so' : ''}`]
  const common = [
    ...line('authby', 'secret'),
    ...line('keyexchange', 'ikev2'),
    ...line('left', '203.0.113.1'),
  ]
  const base = style.inherit ? ['conn site-base', '  auto=ignore', ...common, ''] : []
  const siteLines = (one: Site) => [
    `conn ${one.name}`,
    ...(style.inherit ? ['  also=site-base'] : common),
    ...line('right', one.far),
    ...line('leftid', one.localId),
    ...line('rightid', one.remoteId),
    ...line('leftsubnet', one.local.join(',')),
    ...line('rightsubnet', one.remote.join(', ')),
    ...line('ike', `${one.ike.join(',')}${one.strict ? '!' : ''}`),
    ...line('esp', `${one.esp.join(',')}${one.strict ? '!' : ''}`),
    ...line('auto', IPSEC_AUTO[one.start]),
    ...line('dpddelay', one.dpd && `${one.dpd.delay}s`),
    ...line('dpdaction', one.dpd && IPSEC_DPD[one.dpd.action]),
    ...line('closeaction', one.close && IPSEC_CLOSE[one.close]),
    ...line('forceencaps', one.encap ? 'yes' : undefined),
    ...line('ikelifetime', one.lifetimes && `${one.lifetimes.ike}s`),
    ...line('lifetime', one.lifetimes && `${one.lifetimes.child / 60}m`),
    ...line('margintime', one.lifetimes && `${one.lifetimes.margin}s`),
    ...line('reauth', one.reauth ? undefined : 'no'),
    '',
  ]
  const clientLines =
    clients === undefined
      ? []
      : [
          'conn laptops',
          `  auto=${clients.live ? 'add' : 'ignore'}`,
          '  keyexchange=ikev2\n  rekey=no\n  left=%any\n  leftid=@vpn.example.com\n  leftcert=vpn.pem\n  leftsendcert=always',
          '  leftsubnet=10.0.0.0/8\n  right=%any\n  rightauth=eap-mschapv2\n  rightsendcert=never',
          ...(clients.delay === undefined ? [] : [`  dpdaction=clear\n  dpddelay=${clients.delay}s`]),
          ...(clients.dns.length === 0 ? [] : [`  rightdns=${clients.dns.join(',')}`]),
          ...clients.users.flatMap(({ name, address }) => [
            `conn laptops-${name}`,
            '  also=laptops',
            '  auto=add',
            `  rightid=${name}`,
            `  eap_identity=${name}`,
            `  rightsourceip=${address}/32`,
          ]),
        ]
  const secrets = [
    ...sites.map(({ far, remoteId, secret }) => `203.0.113.1 ${remoteId ?? far} : PSK "${secret}"`),
    ...(clients?.users ?? []).map(({ name, password }) => `${name} : EAP "${password}"`),
  ]
  return {
    '/etc/ipsec.conf': [...base, ...sites.flatMap(siteLines), ...clientLines, ''].join('\n'),
    '/etc/ipsec.secrets': `${secrets.join('\n')}\n`,
  }
}

/** The same as swanctl.conf. */
export const asSwanctl = ({ sites, clients, style }: Written): Record<string, string> => {
  const value = (text: string) => (style.quotes ? `"${text}"` : text)
  const line = (key: string, text: string | undefined) =>
    text === undefined ? [] : [`${key} = ${value(text)}${style.comments ? '   # says so' : ''}`]
  const common = ['version = 2', 'local_addrs = 203.0.113.1']
  const base = style.inherit ? ['site-base {', ...common, '}'] : []
  const proposals = (list: readonly string[], strict: boolean) =>
    [...list, ...(strict ? [] : ['default'])].join(',')
  const siteLines = (one: Site) => [
    style.inherit ? `${one.name} : site-base {` : `${one.name} {`,
    ...(style.inherit ? [] : common),
    ...line('remote_addrs', one.far),
    ...line('proposals', proposals(one.ike, one.strict)),
    ...line('encap', one.encap ? 'yes' : undefined),
    ...line('dpd_delay', one.dpd && `${one.dpd.delay}s`),
    ...(one.reauth
      ? line(
          'reauth_time',
          one.lifetimes === undefined ? '3h' : `${one.lifetimes.ike - one.lifetimes.margin}s`,
        )
      : line('rekey_time', one.lifetimes && `${one.lifetimes.ike - one.lifetimes.margin}s`)),
    'local {',
    'auth = psk',
    ...line('id', one.localId),
    '}',
    'remote {',
    'auth = psk',
    ...line('id', one.remoteId),
    '}',
    'children {',
    `${one.name} {`,
    ...line('local_ts', one.local.join(',')),
    ...line('remote_ts', one.remote.join(', ')),
    ...line('esp_proposals', proposals(one.esp, one.strict)),
    ...line('start_action', one.start),
    ...line('dpd_action', one.dpd?.action),
    ...line('close_action', one.close),
    ...line('life_time', one.lifetimes && `${one.lifetimes.child}s`),
    ...line('rekey_time', one.lifetimes && `${one.lifetimes.child - one.lifetimes.margin}s`),
    '}',
    '}',
    '}',
  ]
  const template =
    clients === undefined
      ? []
      : [
          'laptops {',
          'version = 2',
          'send_cert = always',
          'send_certreq = no',
          'rekey_time = 0s',
          ...(clients.delay === undefined ? [] : [`dpd_delay = ${clients.delay}s`]),
          'local {',
          'auth = pubkey',
          'certs = vpn.pem',
          'id = @vpn.example.com',
          '}',
          'remote {',
          'auth = eap-mschapv2',
          '}',
          'children {',
          'net {',
          'local_ts = 10.0.0.0/8',
          '}',
          '}',
          '}',
        ]
  const inside = clients?.live === true ? 'connections.laptops' : 'laptops'
  const users = (clients?.users ?? []).flatMap(({ name }) => [
    `laptops-${name} : ${inside} {`,
    `pools = ${name}`,
    'remote {',
    `id = ${name}`,
    `eap_id = ${name}`,
    '}',
    '}',
  ])
  const pools = (clients?.users ?? []).flatMap(({ name, address }) => [
    `${name} {`,
    `addrs = ${address}/32`,
    ...((clients?.dns.length ?? 0) === 0 ? [] : [`dns = ${clients?.dns.join(',')}`]),
    '}',
  ])
  const text = [
    ...base,
    ...(clients?.live === true ? [] : template),
    'connections {',
    ...sites.flatMap(siteLines),
    ...(clients?.live === true ? template : []),
    ...users,
    '}',
    'pools {',
    ...pools,
    '}',
    'secrets {',
    ...sites.flatMap(({ name, far, remoteId, secret }, index) => [
      `ike-${index}-${name} {`,
      'id-a = 203.0.113.1',
      `id-b = ${remoteId ?? far}`,
      `secret = "${secret}"`,
      '}',
    ]),
    ...(clients?.users ?? []).flatMap(({ name, password }) => [
      `eap-${name} {`,
      `id = ${name}`,
      `secret = "${password}"`,
      '}',
    ]),
    '}',
  ]
  return { '/etc/swanctl/swanctl.conf': `${text.join('\n')}\n` }
}
