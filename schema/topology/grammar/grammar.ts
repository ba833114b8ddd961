import * as z from 'zod'
import { type Cidr, formatAddress, parseAddress, parseCidr } from '../address.ts'
import { parseDuration } from './duration.ts'
import { type Fault, raise } from './fault.ts'
import { grammarFault, read, word } from './word.ts'

/**
 * The words of the language. Each one is a grammar that keeps whatever reaches a file, a path or a process later on to
 * characters that mean nothing to any of them, and each says in its own words what it wants.
 */

/** The network, a gateway or a tunnel: also a TUF role, a path segment and a strongSwan section. */
export const Name = word(
  /^[a-z][a-z0-9-]{0,30}$/,
  grammarFault('a name', 'use a small letter, then up to 30 of a-z, 0-9 and -'),
)

/** A network behind a gateway. Two of them joined by a dash name a CHILD SA, and must fit 31 characters together. */
export const NetworkName = word(
  /^[a-z][a-z0-9-]{0,14}$/,
  grammarFault("a network's name", 'use a small letter, then up to 14 of a-z, 0-9 and -'),
)

/** A Linux interface: at most 15 bytes (IFNAMSIZ), no dot, and none of the two words that mean every interface. */
export const InterfaceName = word(/^(?!(?:all|default)$)[A-Za-z][A-Za-z0-9_-]{0,14}$/, value => ({
  code: 'interface-name',
  message:
    value.length > 15
      ? 'the kernel cuts interface names at 15 characters: netplan would make an interface that nothing else here finds'
      : 'strongSwan, networkd or the paths of sysctl read this name as something else, and the interface is never found',
  hint: 'use a letter, then up to 14 of A-Z, a-z, 0-9, _ and -; a VLAN may have any name, such as vswitch',
}))

/** A user of the forge, as GitHub spells them. */
export const UserName = word(/^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})$/, () => ({
  code: 'name-grammar',
  message: 'no user of the forge is called this, so nobody could approve in their name',
  hint: 'write the login, without @',
}))

/** A single address in canonical form. */
export const Address = read(
  text => {
    const address = parseAddress(text)
    return address === undefined ? undefined : formatAddress({ address })
  },
  value => ({
    code: 'address-syntax',
    message: 'this is not an IPv4 or IPv6 address',
    hint: value.includes('/')
      ? `write it without its prefix, as ${value.split('/')[0]}`
      : 'write it like 172.16.0.17 or fd00::17',
  }),
  /^[0-9A-Fa-f:.]{2,39}$/,
)

/** What an address with a prefix consists of, in either family. */
const CIDR = /^[0-9A-Fa-f:.]{2,39}\/(0|[1-9][0-9]{0,2})$/

/** An address with its prefix, as an interface has it. */
export const InterfaceAddress = read<Cidr>(
  parseCidr,
  value => ({
    code: 'address-syntax',
    message: prefixTooLong(value) ?? 'this is not an address with a prefix',
    hint:
      parseAddress(value) === undefined
        ? 'write it like 172.16.0.18/28'
        : `add the prefix, as in ${value}/24`,
  }),
  CIDR,
)

/** A subnet that becomes a traffic selector or a route. */
export const Subnet = read<Cidr>(
  parseCidr,
  value => ({
    code: prefixTooLong(value) === undefined ? 'address-syntax' : 'selector-prefix',
    message: prefixTooLong(value) ?? 'this is not a subnet',
    hint:
      parseAddress(value) === undefined ? 'write it like 10.1.0.0/16' : `add the prefix, as in ${value}/24`,
  }),
  CIDR,
)

/** A network by its name, or a subnet; what an end brings into a tunnel. */
export const SubnetOrNetwork = z.union([NetworkName, Subnet])

const prefixTooLong = (value: string): string | undefined => {
  const [host = '', prefix = ''] = value.split('/')
  if (parseAddress(host) === undefined || !/^\d{2,3}$/.test(prefix)) return undefined
  return `a tunnel for one single address comes up instead of one for a subnet: strongSwan turns the prefix /${prefix} into the longest there is, without a word`
}

/** `30s`, `5m`, `4h`, `1d` as seconds, within limits that are durations too. */
export const Duration = (least: string, most: string) =>
  z
    .union([z.string(), z.number()])
    .transform((value, context): number => {
      const seconds = parseDuration(String(value))
      if (
        seconds !== undefined &&
        seconds >= (parseDuration(least) ?? 0) &&
        seconds <= (parseDuration(most) ?? 0)
      )
        return seconds
      const fault: Fault = {
        code: 'duration',
        message:
          seconds === undefined
            ? 'this is not a duration: without its unit, or with another word, it would be read as a longer or a shorter one'
            : `a duration here lies between ${least} and ${most}`,
        hint: /^\d+$/.test(String(value))
          ? `add the unit, as in ${value}s`
          : 'write a whole number and its unit: 30s, 5m, 4h or 1d',
      }
      raise(context, fault)
      return z.NEVER
    })
    .meta({ type: 'string', pattern: '^(0|[1-9][0-9]{0,6})[smhd]$' })

/** A public key with its kind before it, as enrolment prints it; yields the base64 of the 32 bytes. */
export const PublicKey = (kind: 'ed25519' | 'x25519') =>
  read(
    text => new RegExp(`^${kind}:([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)$`).exec(text)?.[1],
    () => ({
      code: 'gateway-key',
      message: `this is not a public ${kind} key, so nothing that the gateway signs could be checked`,
      hint: `copy the line that \`cygnet-runner enroll\` printed: ${kind}: and 44 characters of base64`,
    }),
    new RegExp(`^${kind}:[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$`),
  )
