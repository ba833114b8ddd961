import * as z from 'zod'
import { type Fault, raise } from '../grammar/fault.ts'
import { Name } from '../grammar/grammar.ts'

/** The text of one `secrets/<name>.json`, in UTF-16 units; more is refused before it is parsed. */
export const MAX_SEALED_TEXT = 256 * 1024

/** A sealed secret's name: the file is called `secrets/<name>.json`, the topology says `sealed/<name>`. */
export const SECRET_NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,62}$/

const word = (pattern: RegExp, hint: string) =>
  z.string().superRefine((value, context) => {
    if (!pattern.test(value)) raise(context, damaged(hint))
  })

const Box = z.strictObject({
  /** The public X25519 key that it was sealed to: base64 of 32 bytes. */
  to: word(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/, 'a box says to which key it was sealed'),
  box: word(/^[A-Za-z0-9+/]{96,16384}={0,2}$/, 'a box is base64, up to 16,384 characters of it'),
})

/** A secret as it lies in Git: once for each gateway that needs it, sealed to that gateway. */
export const SealedFile = z.strictObject({
  cygnet: z.literal(1),
  network: Name,
  holds: z.enum(['psk', 'password', 'nt-hash', 'key', 'token']),
  /** How many bits somebody would have to guess, as estimated when it was sealed. */
  bits: z.int().min(0).max(65_536),
  boxes: z.record(Name, Box).refine(boxes => {
    const { length } = Object.keys(boxes)
    return length >= 1 && length <= 64
  }),
})

export type SealedFile = z.infer<typeof SealedFile>

/** What a file in `secrets/` turned out to be. */
export type SealedReading =
  | { readonly kind: 'sealed'; readonly file: SealedFile }
  | { readonly kind: 'refused'; readonly fault: Fault }

/** Reads the text of `secrets/<name>.json`. Bounded, and never throws; nothing of the text is in the fault. */
export const readSealedFile = (text: string): SealedReading => {
  if (text.length > MAX_SEALED_TEXT) return refused('no sealed secret is this long')
  const read = SealedFile.safeParse(jsonOf(text))
  if (read.success) return { kind: 'sealed', file: read.data }
  const [key] = read.error.issues[0]?.path ?? []
  return refused(
    key === undefined ? 'it is not the JSON that cygnet writes' : `its ${String(key)} is not right`,
  )
}

const refused = (why: string): SealedReading => ({ kind: 'refused', fault: damaged(why) })

const damaged = (why: string): Fault => ({
  code: 'sealed-file',
  message: `no gateway could open this sealed secret: ${why}`,
  hint: 'seal it again with `cygnet secret seal`, and leave the file as it is written',
})

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
