import { chmod, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Command } from 'commander'
import type { Bundle, ManagedFile } from '../../schema/wire/bundle.ts'
import { compile } from '../../worker/compile/compile.ts'
import { CommandError } from '../command-error.ts'
import { say } from '../terminal.ts'
import { readFolder } from '../topology-folder.ts'
import { validTopology } from '../valid-topology.ts'

const EXAMPLES = `
Examples:
  cygnet render --out out                       every gateway's files: out/<gateway>/etc/…
  cygnet render examples/reference --out out --gateway rlyeh

A secret shows as a reference: its value exists on the gateway only.`

interface Options {
  readonly out: string
  readonly gateway?: string
}

/** `cygnet render`: the files of each gateway, byte for byte as the gateway will write them, but for secrets. */
export const renderCommand = (): Command =>
  new Command('render')
    .description(
      'Compiles the topology and writes the files of each gateway below OUT/<gateway>/, as they will stand on the gateway.',
    )
    .argument('[dir]', 'the folder that holds the topology', '.')
    .requiredOption('--out <folder>', 'where to write')
    .option('--gateway <name>', 'only this one')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, { out, gateway }: Options) => {
      const bundles = compile(validTopology(await readFolder(folder)))
      if (bundles.length === 0)
        throw new CommandError(
          'problems',
          'there is nothing to render: no gateway is enrolled',
          'enrol one with cygnet gateway add NAME',
        )
      const wanted = bundles.filter(bundle => gateway === undefined || bundle.gateway === gateway)
      if (gateway !== undefined && wanted.length === 0) throw noBundle(gateway, bundles)
      for (const bundle of wanted)
        for (const file of bundle.files) say(await write(path.join(out, bundle.gateway), file))
    })

/** Paths come from the closed list of files that a bundle may name, so none of them leads out of the folder. */
const write = async (folder: string, file: ManagedFile): Promise<string> => {
  const target = path.join(folder, file.path)
  try {
    await mkdir(path.dirname(target), { recursive: true })
    await writeFile(target, textOf(file), { mode: file.mode })
    await chmod(target, file.mode)
  } catch (cause) {
    throw new CommandError('unwritable', `${target} cannot be written`, 'choose another --out', cause)
  }
  return target
}

const textOf = (file: ManagedFile): string =>
  file.content.map(piece => (typeof piece === 'string' ? piece : `<secret:${piece.secret}>`)).join('')

const noBundle = (gateway: string, bundles: readonly Bundle[]): CommandError =>
  new CommandError(
    'usage',
    `there is nothing to render for ${gateway}: the topology names no such gateway, or it is not enrolled`,
    `there are ${bundles.map(bundle => bundle.gateway).join(', ')}`,
  )
