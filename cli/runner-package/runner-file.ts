import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { type RunnerFile, readRunnerFile } from '../../schema/topology/beside/runner-file.ts'
import { toBase64 } from '../../schema/wire/base64.ts'
import { canonicalBytes } from '../../schema/wire/canonical.ts'
import { verifies } from '../../schema/wire/ed25519.ts'
import { runnerStatement } from '../../schema/wire/runner-release.ts'
import { planOf } from '../../worker/release/root.ts'
import { CommandError } from '../command-error.ts'
import { operatorSigner } from '../init/network-keys.ts'
import { newestRoot, privateKey } from '../init/root-files.ts'
import { replaceFile } from '../replace-file.ts'
import type { PackageFile } from './read-package.ts'

/** How many of the operators that it takes vouch for a version. */
export interface Standing {
  readonly signed: number
  readonly threshold: number
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** Where a version is written down, below the folder of a network. */
const runnerFilePath = (folder: string, version: string): string =>
  path.join(folder, 'runners', `${version}.json`)

/**
 * Writes down the packages of one version. What operators have signed of the very same packages stays signed. Returns the
 * path. Throws a `CommandError`.
 */
export const writeRunnerFile = async (
  folder: string,
  network: string,
  packages: readonly PackageFile[],
): Promise<string> => {
  const version = packages[0]?.version ?? ''
  const target = runnerFilePath(folder, version)
  const listed = Object.fromEntries(
    packages.map(({ architecture, sha256, bytes }) => [architecture, { sha256, length: bytes.length }]),
  )
  const before = await readFile(target, 'utf8').catch(() => '')
  const known = readRunnerFile(before, version)
  const isSame =
    known.kind === 'runner' &&
    known.file.network === network &&
    Buffer.compare(canonicalBytes(known.file.runner.packages), canonicalBytes(listed)) === 0
  const signatures = isSame ? known.file.runner.signatures : []
  await write(target, { cygnet: 1, network, runner: { version, packages: listed, signatures } })
  return target
}

/** Adds one operator's signature to a version. The passphrase opens an encrypted key. Throws a `CommandError`. */
export const signRunnerFile = async (
  file: string,
  keyFile: string,
  passphrase: string | undefined,
): Promise<Standing> => {
  const read = await runnerFileAt(file)
  const signer = operatorSigner(await privateKey(keyFile, passphrase))
  const key = hex(signer.publicKey)
  const signature = toBase64(signer.sign(runnerStatement(read.network, read.runner)))
  const others = read.runner.signatures.filter(one => one.key !== key)
  const signatures = [...others, { key, signature }].sort((a, b) => (a.key < b.key ? -1 : 1))
  const signed = { ...read, runner: { ...read.runner, signatures } }
  const standing = await standingOf(file, signed)
  await write(file, signed)
  return standing
}

/** Who vouches for a version, by the newest root of its network. Throws a `CommandError`. */
export const standingAt = async (file: string): Promise<Standing> =>
  await standingOf(file, await runnerFileAt(file))

const standingOf = async (file: string, { network, runner }: RunnerFile): Promise<Standing> => {
  const { operators, threshold } = planOf(await newestRoot(path.join(path.dirname(file), '..')))
  const statement = runnerStatement(network, runner)
  const signed = operators.filter(operator =>
    runner.signatures.some(
      one => one.key === hex(operator) && verifies(statement, Buffer.from(one.signature, 'base64'), operator),
    ),
  )
  return { signed: signed.length, threshold }
}

const runnerFileAt = async (file: string): Promise<RunnerFile> => {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandError('unreadable', `${file} cannot be read`, 'name a file of runners/', cause)
  })
  const reading = readRunnerFile(text, path.basename(file, '.json'))
  if (reading.kind === 'runner') return reading.file
  throw new CommandError('problems', reading.fault.message, reading.fault.hint)
}

const write = (target: string, content: RunnerFile): Promise<void> =>
  replaceFile(target, `${JSON.stringify(content, undefined, 2)}\n`)
