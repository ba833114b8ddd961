import { Command, Option } from 'commander'
import type { ValidTopology } from '../../schema/topology/topology.ts'
import { compile } from '../../worker/compile/compile.ts'
import { planMarkdown } from '../../worker/plan/markdown.ts'
import { type Plan, planBetween } from '../../worker/plan/plan.ts'
import { planText } from '../../worker/plan/text.ts'
import { readRevision } from '../git.ts'
import { say, showsColour } from '../terminal.ts'
import { isFolder, readFolder } from '../topology-folder.ts'
import { earlierTopology, validTopology } from '../valid-topology.ts'

const EXAMPLES = `
Examples:
  cygnet plan --against origin/main             what merging this would do
  cygnet plan --against HEAD~1 --format markdown
  cygnet plan new --against old                 two folders

The digest is the one that the pull request shows and that an approval binds: same text, same digest, on any machine.`

type Format = 'text' | 'markdown' | 'json'

/** As much as a check on a forge takes. */
const MARKDOWN_LIMIT = 65_535

/** `cygnet plan`: what would change on which gateway, and what happens to each tunnel. */
export const planCommand = (): Command =>
  new Command('plan')
    .description(
      'Compares the topology with an earlier one: what changes on each gateway, file by file, and what happens to each tunnel.',
    )
    .argument('[dir]', 'the folder that holds the topology', '.')
    .requiredOption(
      '--against <rev|dir>',
      'the earlier one: a Git revision of this folder, or another folder',
    )
    .addOption(
      new Option('--format <format>', 'how to show it').choices(['text', 'markdown', 'json']).default('text'),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, { against, format }: { against: string; format: Format }) => {
      const topology = validTopology(await readFolder(folder))
      const before = await earlier(folder, against)
      const rules = (before ?? topology).rollout
      const plan = planBetween(before === undefined ? [] : compile(before), compile(topology), rules)
      say(shown(plan, format))
    })

const shown = (plan: Plan, format: Format): string => {
  if (format === 'json') return JSON.stringify(plan, null, 2)
  if (format === 'markdown') return planMarkdown(plan, MARKDOWN_LIMIT).trimEnd()
  return planText(plan, { colour: showsColour(process.stdout) }).trimEnd()
}

/** The earlier topology; undefined where a revision had none yet. */
const earlier = async (folder: string, against: string): Promise<ValidTopology | undefined> => {
  const files = (await isFolder(against)) ? await readFolder(against) : await readRevision(folder, against)
  return files.size === 0 ? undefined : earlierTopology(files)
}
