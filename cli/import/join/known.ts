import * as z from 'zod'
import type { Problem } from '../../../schema/problem.ts'
import { readText } from '../../../schema/topology/text/text.ts'
import { plainOf } from '../../../schema/topology/text/tree.ts'

const Texts = z.array(z.string())
const Proposals = Texts.optional()

const Gateway = z.looseObject({
  provider: z.string().optional(),
  keys: z.looseObject({ sign: z.string().optional(), seal: z.string().optional() }).optional(),
  interfaces: z
    .record(z.string(), z.looseObject({ addresses: Texts.optional() }).nullable())
    .nullable()
    .optional(),
  networks: z
    .record(z.string(), z.looseObject({ subnet: z.string() }))
    .nullable()
    .optional(),
})

const Peer = z.looseObject({ address: z.string().optional(), id: z.string(), networks: Texts })

const Tunnel = z.looseObject({
  between: z.record(z.string(), z.string().nullable()),
  secret: z.string().optional(),
  ike: Proposals,
  esp: Proposals,
  start: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
  networks: z.record(z.string(), Texts).optional(),
})

const Access = z.looseObject({ users: z.record(z.string(), z.unknown()).nullable().optional() })

const section = <T extends z.ZodType>(value: T) =>
  z
    .record(z.string(), value)
    .nullish()
    .transform(known => known ?? {})

const Known = z.looseObject({
  network: z.string(),
  private: Texts.nullish().transform(known => known ?? []),
  gateways: section(Gateway),
  peers: section(Peer),
  tunnels: section(Tunnel),
  access: section(Access),
})

/** A topology as far as joining another host to it needs it: plain values, nothing resolved. */
export type Known = z.infer<typeof Known>
export type KnownTunnel = z.infer<typeof Tunnel>

/** Before the first host. */
export const emptyTopology = (network: string): Known => ({
  network,
  private: [],
  gateways: {},
  peers: {},
  tunnels: {},
  access: {},
})

/** Reads a topology that may have mistakes left in it; problems when it is not even the shape of one. */
export const readKnown = (
  file: string,
  text: string,
): { readonly known: Known } | { readonly problems: readonly Problem[] } => {
  const { tree, problems } = readText(new Map([[file, text]]))
  if (tree === undefined || problems.some(({ severity }) => severity === 'error')) return { problems }
  const parsed = Known.safeParse(plainOf(tree))
  if (parsed.success) return { known: parsed.data }
  const place = { file, line: 1, column: 1, endLine: 1, endColumn: 2 }
  const message = `nothing can be added to this topology: ${parsed.error.issues[0]?.path.join('.') ?? 'it'} is not what a topology has there`
  return {
    problems: [
      {
        code: 'wrong-type',
        severity: 'error',
        place,
        message,
        hint: 'run cygnet check, and correct what it shows',
      },
    ],
  }
}
