import * as z from 'zod'
import type { Problem } from '../../../schema/problem.ts'
import { jsonIn } from '../../json-in.ts'
import type { HostFile } from '../source/host-files.ts'
import { remark, startOf } from '../word.ts'

const Links = z
  .array(
    z.object({
      ifname: z.string().max(64),
      mtu: z.int().optional(),
      addr_info: z
        .array(
          z.object({
            local: z.string().max(64),
            prefixlen: z.int().min(0).max(128),
            scope: z.string().optional(),
          }),
        )
        .max(1024)
        .optional(),
    }),
  )
  .max(1024)

export type LiveLink = z.infer<typeof Links>[number]

/** Reads the output of `ip -json address`: every interface with its addresses, those of DHCP and of LXD included. */
export const readIpAddress = (file: HostFile, problems: Problem[]): readonly LiveLink[] => {
  const parsed = Links.safeParse(jsonIn(file.text))
  if (parsed.success) return parsed.data
  problems.push(
    remark('syntax', 'warning', startOf(file.shown), {
      message:
        'which addresses the host has is not known from this file: it is not what `ip -json address` prints',
      hint: 'make it anew: ip -json address > ip-address.json',
    }),
  )
  return []
}
