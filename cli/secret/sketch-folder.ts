import { sketchTopology } from '../../schema/topology/sketch.ts'
import type { Topology } from '../../schema/topology/topology.ts'
import { CommandError } from '../command-error.ts'
import { readFolder, type TopologyFiles } from '../topology-folder.ts'

/** A folder's topology that may lack just what is about to be made: a sealed secret, a user. */
export interface Sketch {
  readonly files: TopologyFiles
  readonly topology: Topology
}

/** Reads the folder. Throws a CommandError when its text cannot be read at all. */
export const sketchFolder = async (folder: string): Promise<Sketch> => {
  const files = await readFolder(folder)
  const topology = sketchTopology(files)
  if (topology !== undefined) return { files, topology }
  throw new CommandError(
    'problems',
    `the topology in ${folder} cannot be read`,
    'run cygnet check: it says where and why',
  )
}
