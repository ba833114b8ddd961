import { readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import * as z from 'zod/mini'
import type { Interfaces } from '../ports/interfaces.ts'
import { ToolError } from '../ports/tool-error.ts'
import { succeed } from './process.ts'

const Links = z.array(
  z.object({
    ifname: z.optional(z.string()),
    mtu: z.optional(z.int()),
    addr_info: z.optional(
      z.array(z.object({ local: z.optional(z.string()), prefixlen: z.optional(z.int()) })),
    ),
  }),
)

const mtuOf = (name: string): string => {
  try {
    return readFileSync(`/sys/class/net/${name}/mtu`, 'utf8').trim()
  } catch {
    return 'unknown'
  }
}

/** Interfaces by `ip -json address` of iproute2. */
export const ipInterfaces: Interfaces = {
  stamp: async () =>
    await Promise.resolve(
      Object.entries(networkInterfaces())
        .map(([name, addresses = []]) =>
          [name, mtuOf(name), ...addresses.map(({ cidr }) => cidr ?? '').sort()].join(' '),
        )
        .sort()
        .join('\n'),
    ),
  list: async () => {
    const parsed = Links.safeParse(JSON.parse(await succeed('ip', ['-json', 'address'])))
    if (!parsed.success) throw new ToolError('failed', 'ip', 'its answer is not as documented')
    return parsed.data.flatMap(({ ifname, mtu, addr_info = [] }) =>
      ifname === undefined
        ? []
        : [
            {
              name: ifname,
              mtu: mtu ?? 0,
              addresses: addr_info.flatMap(({ local, prefixlen }) =>
                local === undefined ? [] : [`${local}/${prefixlen ?? 0}`],
              ),
            },
          ],
    )
  },
}
