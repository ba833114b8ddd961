import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import * as z from 'zod'
import { readSealedFile, type SealedFile } from '../../../schema/topology/sealed-file.ts'
import { SEALED_SIZES, seal } from '../../../schema/wire/sealed.ts'
import type { PlannedSecret } from '../join/import-host.ts'
import { estimatedBits } from '../traps/secret-strength.ts'

/** Where secrets wait that cannot be sealed yet: `cygnet init` tells Git to ignore all of `.cygnet`, and so does a file in it. */
export const WAITING = '.cygnet/secrets'

/** What became of a secret, for the person who has to know; nothing of its value. */
export interface StoredSecret {
  readonly name: string
  /** Relative to the topology's folder. */
  readonly file: string
  /** Gateways without keys, for which it waits in plain text; none when all of it is sealed. */
  readonly waitingFor: readonly string[]
  /** Another value of the same secret was there already, from the other end. */
  readonly differs: boolean
}

const Waiting = z.strictObject({
  cygnet: z.literal(1),
  about: z.string(),
  network: z.string(),
  name: z.string(),
  holds: z.enum(['psk', 'password', 'nt-hash']),
  for: z.array(z.string()),
  value: z.string(),
})

const ABOUT =
  'a secret in plain text (base64), readable by its owner only and outside of Git: seal it as soon as the gateways named under "for" are enrolled, then delete this file'

/** Seals a secret to those of its gateways that have keys, and keeps it in a 0600 file outside of Git for the others. */
export const storeSecret = async (
  folder: string,
  network: string,
  secret: PlannedSecret,
  sealKeys: ReadonlyMap<string, string>,
): Promise<StoredSecret> => {
  const enrolled = secret.gateways.filter(gateway => sealKeys.has(gateway))
  const waitingFor = secret.gateways.filter(gateway => !sealKeys.has(gateway))
  const fits =
    secret.value.length >= SEALED_SIZES[secret.holds][0] &&
    secret.value.length <= SEALED_SIZES[secret.holds][1]
  if (fits && enrolled.length > 0) await sealTo(folder, network, secret, enrolled, sealKeys)
  const file = path.join(WAITING, `${secret.name}.json`)
  if (waitingFor.length === 0)
    return { name: secret.name, file: `secrets/${secret.name}.json`, waitingFor, differs: false }
  const before = await waitingSecret(path.join(folder, file))
  const value = Buffer.from(secret.value).toString('base64')
  await keepPrivate(folder)
  const kept = {
    cygnet: 1,
    about: ABOUT,
    network,
    name: secret.name,
    holds: secret.holds,
    for: waitingFor,
    value: before?.value ?? value,
  }
  await writePrivate(path.join(folder, file), `${JSON.stringify(kept, null, 2)}\n`)
  return { name: secret.name, file, waitingFor, differs: before !== undefined && before.value !== value }
}

/** Takes a waiting secret away that nobody needs any more. */
export const forgetSecret = async (folder: string, name: string): Promise<void> => {
  await rm(path.join(folder, WAITING, `${name}.json`), { force: true })
}

const sealTo = async (
  folder: string,
  network: string,
  { name, holds, value }: PlannedSecret,
  gateways: readonly string[],
  sealKeys: ReadonlyMap<string, string>,
): Promise<void> => {
  const target = path.join(folder, 'secrets', `${name}.json`)
  const reading = readSealedFile(await readFile(target, 'utf8').catch(() => ''))
  const boxes: SealedFile['boxes'] = reading.kind === 'sealed' ? { ...reading.file.boxes } : {}
  for (const gateway of gateways) {
    const to = sealKeys.get(gateway) ?? ''
    boxes[gateway] = { to, box: seal(to, { network, name, holds }, value) }
  }
  const file: SealedFile = {
    cygnet: 1,
    network,
    holds,
    bits: holds === 'nt-hash' ? 128 : estimatedBits(value),
    boxes,
  }
  await mkdir(path.dirname(target), { recursive: true })
  await writeFile(target, `${JSON.stringify(file, null, 2)}\n`)
}

const waitingSecret = async (file: string): Promise<z.infer<typeof Waiting> | undefined> => {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    return Waiting.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** The folder is its owner's, and Git is told to look away, before anything lies in it. */
const keepPrivate = async (folder: string): Promise<void> => {
  const hidden = path.join(folder, '.cygnet')
  await mkdir(path.join(folder, WAITING), { recursive: true, mode: 0o700 })
  await chmod(path.join(folder, WAITING), 0o700)
  await writeFile(path.join(hidden, '.gitignore'), '*\n')
}

/** Never readable by others, not even for the moment between two calls. */
const writePrivate = async (file: string, text: string): Promise<void> => {
  await rm(file, { force: true })
  await writeFile(file, text, { mode: 0o600, flag: 'wx' })
}
