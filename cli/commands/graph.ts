import { Command, Option } from 'commander'
import { pictureOf } from '../../worker/picture/picture-of.ts'
import { drawSvg } from '../../worker/picture/svg/draw.ts'
import { say } from '../terminal.ts'
import { readFolder } from '../topology-folder.ts'
import { validTopology } from '../valid-topology.ts'

const EXAMPLES = `
Examples:
  cygnet graph > network.svg                    open it in a browser: rest the pointer on a line or a gateway
  cygnet graph examples/reference > network.svg
  cygnet graph --format json | jq '.edges[].name'

The picture carries its own style, light or dark as the viewer prefers, and no script. The same topology draws the same
bytes, so it can be committed beside the topology.`

/** `cygnet graph`: the network as a picture, or as nodes and edges. */
export const graphCommand = (): Command =>
  new Command('graph')
    .description(
      'Draws gateways with their networks, tunnels with their proposals, peers, meshes, hubs, people who dial in, and the waves of a rollout.',
    )
    .argument('[dir]', 'the folder that holds the topology', '.')
    .addOption(new Option('--format <format>', 'how to show it').choices(['svg', 'json']).default('svg'))
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, { format }: { format: 'svg' | 'json' }) => {
      const picture = pictureOf(validTopology(await readFolder(folder)))
      say(format === 'json' ? JSON.stringify(picture, null, 2) : drawSvg(picture).trimEnd())
    })
