import { Command, Option } from 'commander'
import { AUTHORITY, controlPlane, urlOption } from '../control-plane.ts'
import { statusText } from '../status/status-text.ts'
import { watchStatus } from '../status/watch.ts'
import { paintFor, say } from '../terminal.ts'

const EXAMPLES = `
Examples:
  cygnet status
  cygnet status --watch          drawn anew every five seconds, until Ctrl-C
  cygnet status --format json | jq '.gateways[] | select(.standing != "committed")'
${AUTHORITY}`

/** `cygnet status`: the newest release, what waits, and what each gateway said last. */
export const statusCommand = (): Command =>
  new Command('status')
    .description('Shows the newest release, what waits for approval, and what every gateway said last.')
    .addOption(new Option('--format <format>', 'how to show it').choices(['text', 'json']).default('text'))
    .option('--watch', 'draw it anew every five seconds')
    .addOption(urlOption())
    .addHelpText('after', EXAMPLES)
    .action(show)

interface Options {
  readonly format: 'text' | 'json'
  readonly watch?: boolean
  readonly url?: string
}

const show = async ({ format, watch, url }: Options): Promise<void> => {
  const plane = await controlPlane(url)
  const read = async (): Promise<string> => {
    const status = await plane.status()
    return format === 'json' ? JSON.stringify(status, null, 2) : statusText(status, paintFor(process.stdout))
  }
  if (watch === true) await watchStatus(read, process.stdout)
  else say(await read())
}
