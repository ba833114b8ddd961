import * as z from 'zod/mini'

/** What a certificate request is to say. */
export interface CsrWish {
  /** The name that clients ask for: a DNS name in lower case, at most 64 characters (X.520 common name). */
  readonly id: string
  /** IPv4 or IPv6 addresses that clients may have been given instead of the name. */
  readonly addresses: readonly string[]
  readonly key: KeyWish
}

/** RSA, which every client takes, by its bits; or ECDSA on P-256. */
export type KeyWish = { readonly type: 'rsa'; readonly bits: 3072 | 4096 } | { readonly type: 'ecdsa' }

/** Most addresses in one request. */
const MAX_ADDRESSES = 16

/** Without a zone, as in fe80::1%eth0: that is no part of an address in a certificate. */
const isAddress = (text: string): boolean => z.union([z.ipv4(), z.ipv6()]).safeParse(text).success

const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?'
const DNS_NAME = new RegExp(`^${LABEL}(\\.${LABEL})+$`)

/**
 * Why nobody could issue a certificate for this; undefined when it is fine. It is also what makes the text safe to put into
 * openssl's configuration, where `$`, quotes and line ends mean something.
 */
export const csrFault = ({ id, addresses }: Pick<CsrWish, 'id' | 'addresses'>): string | undefined => {
  if (id.length > 64) return 'the name of --id is longer than the 64 characters of a common name'
  if (!DNS_NAME.test(id)) return '--id wants a DNS name in lower case, such as ipsec.example.com'
  if (addresses.length > MAX_ADDRESSES) return `a request takes at most ${MAX_ADDRESSES} addresses`
  const wrong = addresses.find(address => !isAddress(address))
  return wrong === undefined ? undefined : '--address wants an IPv4 or IPv6 address'
}

/** openssl's configuration for the request (req(1), x509v3_config(5)): what a server's certificate needs, and no more. */
export const csrConfig = ({ id, addresses }: Pick<CsrWish, 'id' | 'addresses'>): string =>
  [
    '[req]',
    'prompt = no',
    'string_mask = utf8only',
    'distinguished_name = subject',
    'req_extensions = extensions',
    '[subject]',
    `CN = ${id}`,
    '[extensions]',
    'extendedKeyUsage = serverAuth',
    'subjectAltName = @names',
    '[names]',
    `DNS.1 = ${id}`,
    ...addresses.map((address, index) => `IP.${index + 1} = ${address}`),
    '',
  ].join('\n')
