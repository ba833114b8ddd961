import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { Name } from '../../schema/wire/names.ts'
import { CommandError } from '../command-error.ts'
import { decodeText, isFolder } from '../topology-folder.ts'
import { nameLike } from './draft/names.ts'
import type { Before } from './join/import-host.ts'
import { emptyTopology, type Known, readKnown } from './join/known.ts'

/** The topology in a folder that a host is to be added to; an empty one, of that name, when there is none. Throws a CommandError. */
export const topologyBefore = async (into: string, network: string | undefined): Promise<Before> => {
  if (await isFolder(path.join(into, 'topology')))
    throw new CommandError(
      'usage',
      `the topology in ${into} is in several files, and import writes topology.yaml`,
      'import into an empty folder, and move what comes out',
    )
  const file = path.join(into, 'topology.yaml')
  const bytes = await readFile(file).catch(() => undefined)
  if (bytes === undefined) return { text: undefined, known: emptyTopology(networkName(into, network)) }
  const text = decodeText(bytes, file)
  const reading = readKnown(file, text)
  if (!('problems' in reading)) return { text, known: reading.known }
  const [first] = reading.problems
  throw new CommandError(
    'problems',
    `${file} cannot be added to: ${first?.message ?? 'it is no topology'}`,
    'run cygnet check, and correct what it shows',
  )
}

/** Refuses a gateway's name that cannot be, or that stands for a host already. */
export const mustBeNew = (gateway: string, { gateways }: Known): void => {
  if (!Name.safeParse(gateway).success)
    throw new CommandError(
      'usage',
      `${gateway} cannot be a gateway's name`,
      'write a-z, 0-9 and -, such as rlyeh',
    )
  if (Object.keys(gateways[gateway]?.interfaces ?? {}).length > 0)
    throw new CommandError(
      'usage',
      `${gateway} is in the topology already`,
      'take it out of topology.yaml first, with its tunnels, or choose another name',
    )
}

const networkName = (into: string, asked: string | undefined): string => {
  const name = asked ?? nameLike(path.basename(path.resolve(into)))
  if (Name.safeParse(name).success) return name
  throw new CommandError(
    'usage',
    `${name} cannot be a network's name`,
    'write a-z, 0-9 and -, such as miskatonic',
  )
}
