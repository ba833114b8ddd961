import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import * as z from 'zod'
import { SECRET_NAME } from '../../../schema/topology/beside/sealed-file.ts'
import type { PlannedSecret } from '../join/import-host.ts'

/** A secret and what it takes to seal it. */
export type Sealable = Pick<PlannedSecret, 'name' | 'holds' | 'bits' | 'value' | 'gateways'>

/** Where secrets wait that cannot be sealed yet. Git is told to look away before the first of them lies there. */
const FOLDER = '.cygnet/secrets'

const Waiting = z.strictObject({
  cygnet: z.literal(1),
  about: z.string(),
  network: z.string(),
  name: z.string().regex(SECRET_NAME),
  holds: z.enum(['psk', 'password', 'nt-hash']),
  bits: z.int().min(0).max(65_536),
  for: z.array(z.string()),
  value: z.base64(),
})

const ABOUT =
  'a secret in plain text (base64), readable by its owner only and outside of Git: cygnet import --seal seals it, and deletes this file, as soon as the gateways named under "for" are enrolled'

/** The file of a waiting secret, relative to the topology's folder. */
export const waitingPath = (name: string): string => path.join(FOLDER, `${name}.json`)

/** Keeps a secret for gateways that have no keys. True when another value waits under its name: that one stays. */
export const keepWaiting = async (
  folder: string,
  { network, gateways, value, ...secret }: Sealable & { readonly network: string },
): Promise<boolean> => {
  const file = path.join(folder, waitingPath(secret.name))
  const before = await waitingSecret(file)
  const mine = Buffer.from(value).toString('base64')
  const kept: z.infer<typeof Waiting> = {
    cygnet: 1,
    about: ABOUT,
    network,
    name: secret.name,
    holds: secret.holds,
    bits: before?.bits ?? secret.bits,
    for: [...gateways],
    value: before?.value ?? mine,
  }
  await mkdir(path.join(folder, FOLDER), { recursive: true, mode: 0o700 })
  await chmod(path.join(folder, FOLDER), 0o700)
  await writeFile(path.join(folder, '.cygnet/.gitignore'), '*\n')
  // Made anew, so that it is never readable by others, not even for the moment between two calls.
  await rm(file, { force: true })
  await writeFile(file, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  return before !== undefined && before.value !== mine
}

/** Every secret of a network that waits. */
export const waitingSecrets = async (folder: string, network: string): Promise<Sealable[]> => {
  const names: string[] = await readdir(path.join(folder, FOLDER)).catch(() => [])
  const read = await Promise.all(names.sort().map(name => waitingSecret(path.join(folder, FOLDER, name))))
  return read
    .filter(waiting => waiting?.network === network)
    .flatMap(waiting =>
      waiting === undefined
        ? []
        : [
            {
              ...waiting,
              gateways: waiting.for,
              value: new Uint8Array(Buffer.from(waiting.value, 'base64')),
            },
          ],
    )
    .map(({ name, holds, bits, gateways, value }) => ({ name, holds, bits, gateways, value }))
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
