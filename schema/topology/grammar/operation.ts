import * as z from 'zod'
import { formatAddress, parseAddress } from '../address.ts'
import type { AddressAndPort, Share } from '../operation.ts'
import { DAYS, parseWindow } from '../window.ts'
import { raise } from './fault.ts'
import { read, word } from './word.ts'

/** A Debian package's name (Debian Policy §5.6.1). */
export const PackageName = word(/^[a-z0-9][a-z0-9+.-]{1,63}$/, () => ({
  code: 'name-grammar',
  message: 'no Debian package is called this',
  hint: 'write names as `dpkg-query -W` shows them, such as libcharon-extauth-plugins',
}))

/** A version of the runner, as its package has it. */
export const RunnerVersion = word(/^\d{1,5}(?:\.\d{1,5}){2}(?:~[a-z0-9]{1,16})?$/, () => ({
  code: 'runner-version',
  message: 'no package of the runner has such a version',
  hint: 'write three numbers, as `cygnet runner publish` printed them, such as 0.2.0 or 0.3.0~rc1',
}))

/** So many, or a part of all: `3` or `25%`. */
export const ShareWord = z
  .union([z.string(), z.number()])
  .transform((value, context): Share => {
    const [, digits, percent] = /^([1-9]\d{0,4})(%?)$/.exec(String(value)) ?? []
    if (digits !== undefined && (percent === '' || Number(digits) <= 100))
      return { unit: percent === '%' ? 'percent' : 'count', value: Number(digits) }
    raise(context, {
      code: 'share',
      message: 'this is neither a number nor a part of all',
      hint: 'write it like 3 or 25%',
    })
    return z.NEVER
  })
  .meta({ pattern: '^[1-9][0-9]{0,4}%?$' })

/** A part of all packets, from 0 to 1, or `off`: `1%` or `0.5%`. */
export const LossWord = read(
  text => {
    const [, percent] = /^(\d{1,2}(?:\.\d{1,2})?|100)%$/.exec(text) ?? []
    if (text === 'off') return text
    return percent === undefined || Number(percent) === 0 ? undefined : Number(percent) / 100
  },
  () => ({
    code: 'loss-share',
    message: 'this is no part of the packets that a tunnel carries',
    hint: 'write it like 1% or 0.5%, or off',
  }),
  /^(off|[0-9]{1,3}(\.[0-9]{1,2})?%)$/,
)

/** Days, times and a time zone: `Mon-Fri 02:00-05:00 Europe/Warsaw`. */
export const WindowWord = read(
  parseWindow,
  () => ({
    code: 'window',
    message: 'this is not a time at which gateways may change: nobody would know when it opens',
    hint: `write days (${DAYS.join(', ')}), times and an IANA time zone, like Mon-Fri 02:00-05:00 Europe/Warsaw`,
  }),
  /^\S+ [0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2} \S+$/,
)

/** Where measurements go: an address of the web without user or password. */
export const Endpoint = word(
  /^https?:\/\/(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:]{2,39}\])(?::\d{1,5})?(?:\/[A-Za-z0-9._~/?=&%-]{0,200})?$/,
  () => ({
    code: 'endpoint',
    message: 'this is not an address that measurements could be sent to',
    hint: 'write it like https://influx.example.com:8086, without user or password: those are sealed',
  }),
)

/** An address of a gateway and a TCP port: `10.1.0.1:9469`, `[fd00::1]:9469`. */
export const ListenWord = read<AddressAndPort>(
  text => {
    const [, six, four, digits] = /^(?:\[([^\]]{2,39})\]|([0-9.]{7,15})):([1-9]\d{0,4})$/.exec(text) ?? []
    const address = parseAddress(six ?? four ?? '')
    const port = Number(digits)
    return address === undefined || port > 65_535 ? undefined : { address: formatAddress({ address }), port }
  },
  () => ({
    code: 'listen',
    message: 'nobody could fetch anything here: this is not an address and a port',
    hint: 'write an address of the gateway and a port, like 10.1.0.1:9469 or "[fd00::1]:9469"',
  }),
  /^(?:\[[0-9A-Fa-f:]{2,39}\]|[0-9.]{7,15}):[1-9][0-9]{0,4}$/,
)
