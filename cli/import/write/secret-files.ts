import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { readSealedFile, type SealedFile } from '../../../schema/topology/beside/sealed-file.ts'
import { SEALED_SIZES, seal } from '../../../schema/wire/sealed.ts'
import { keepWaiting, type Sealable, waitingPath, waitingSecrets } from './waiting-secrets.ts'

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

/** Seals a secret to those of its gateways that have keys, and keeps it in a 0600 file outside of Git for the others. */
export const storeSecret = async (
  folder: string,
  network: string,
  secret: Sealable,
  sealKeys: ReadonlyMap<string, string>,
): Promise<StoredSecret> => {
  const enrolled = secret.gateways.filter(gateway => sealKeys.has(gateway))
  const waitingFor = secret.gateways.filter(gateway => !sealKeys.has(gateway))
  const [least, most] = SEALED_SIZES[secret.holds]
  const fits = secret.value.length >= least && secret.value.length <= most
  if (fits && enrolled.length > 0) await sealTo(folder, network, secret, enrolled, sealKeys)
  if (waitingFor.length === 0) {
    await forgetSecret(folder, secret.name)
    return { name: secret.name, file: `secrets/${secret.name}.json`, waitingFor, differs: false }
  }
  const differs = await keepWaiting(folder, { ...secret, network, gateways: waitingFor })
  return { name: secret.name, file: waitingPath(secret.name), waitingFor, differs }
}

/** Seals what waits for gateways that have keys by now. Yields what became of each. */
export const sealWaiting = async (
  folder: string,
  network: string,
  sealKeys: ReadonlyMap<string, string>,
): Promise<StoredSecret[]> => {
  const stored: StoredSecret[] = []
  for (const secret of await waitingSecrets(folder, network))
    stored.push(await storeSecret(folder, network, secret, sealKeys))
  return stored
}

/** Takes a waiting secret away that nobody needs any more. */
export const forgetSecret = async (folder: string, name: string): Promise<void> => {
  await rm(path.join(folder, waitingPath(name)), { force: true })
}

const sealTo = async (
  folder: string,
  network: string,
  { name, holds, bits, value }: Sealable,
  gateways: readonly string[],
  sealKeys: ReadonlyMap<string, string>,
): Promise<void> => {
  const target = path.join(folder, 'secrets', `${name}.json`)
  const reading = readSealedFile(await readFile(target, 'utf8').catch(() => ''))
  // The other end's box stays, whenever that was sealed.
  const boxes: SealedFile['boxes'] = reading.kind === 'sealed' ? { ...reading.file.boxes } : {}
  for (const gateway of gateways) {
    const to = sealKeys.get(gateway) ?? ''
    boxes[gateway] = { to, box: seal(to, { network, name, holds }, value) }
  }
  const file: SealedFile = { cygnet: 1, network, holds, bits, boxes }
  await mkdir(path.dirname(target), { recursive: true })
  await writeFile(target, `${JSON.stringify(file, null, 2)}\n`)
}
