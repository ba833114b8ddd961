import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { Command, Option } from 'commander'
import type { AuditEntry } from '../../schema/audit-chain.ts'
import { headOf, pagesOf } from '../audit/read-log.ts'
import { entryLine, isWanted, type Wanted } from '../audit/show-log.ts'
import { notedIn, verifyLog, workerKeys } from '../audit/verify-log.ts'
import { CommandError } from '../command-error.ts'
import { AUTHORITY, controlPlane, urlOption } from '../control-plane.ts'
import { replaceFile } from '../replace-file.ts'
import { paintFor, say } from '../terminal.ts'

const EXAMPLES = `
Examples:
  cygnet audit                            the last 50 entries
  cygnet audit --who alice --since 2026-03-01 --last 500
  cygnet audit --about rlyeh --format json | jq .
  cygnet audit verify                     the whole chain, and that it is the one of last time
${AUTHORITY}`

const COUNT = /^[1-9]\d{0,6}$/

interface Options {
  readonly last: string
  readonly who?: string
  readonly what?: string
  readonly about?: string
  readonly since?: string
  readonly format: 'text' | 'json'
  readonly url?: string
}

/** `cygnet audit`: what moved, who moved it and why. */
export const auditCommand = (): Command =>
  new Command('audit')
    .description('Shows the audit log, oldest first. Each entry is chained to the one before, and signed.')
    .option('--last <count>', 'how many of the newest entries are looked at', '50')
    .option('--who <login>', 'only what this login, this gateway or cygnet itself did')
    .option('--what <word>', 'only entries of this kind, such as approved, refused, release')
    .option('--about <text>', 'only entries that name this: a gateway, a plan, a commit')
    .option('--since <date>', 'only what came after, such as 2026-03-01 or 2026-03-01T12:00Z')
    .addOption(new Option('--format <format>', 'how to show it').choices(['text', 'json']).default('text'))
    .addOption(urlOption())
    .addHelpText('after', EXAMPLES)
    .action(list)
    .addCommand(verifyCommand())

const list = async (options: Options): Promise<void> => {
  const wanted = wantedBy(options)
  const plane = await controlPlane(options.url)
  const after = Math.max(0, (await headOf(plane)).number - Number(options.last))
  const found: AuditEntry[] = []
  for await (const page of pagesOf(plane, after)) found.push(...page.filter(entry => isWanted(entry, wanted)))
  const paint = paintFor(process.stdout)
  if (options.format === 'json') say(JSON.stringify(found, null, 2))
  else for (const entry of found) say(entryLine(entry, paint))
}

const wantedBy = ({ last, who, what, about, since }: Options): Wanted => {
  if (!COUNT.test(last))
    throw new CommandError('usage', `--last ${last} is no count`, 'write 50, for example')
  const at = since === undefined ? undefined : Date.parse(since)
  if (Number.isNaN(at))
    throw new CommandError('usage', `--since ${since} is no date`, 'write 2026-03-01, or 2026-03-01T12:00Z')
  return {
    ...(who === undefined ? {} : { who }),
    ...(what === undefined ? {} : { what }),
    ...(about === undefined ? {} : { about }),
    ...(at === undefined ? {} : { since: at }),
  }
}

const verifyCommand = (): Command =>
  new Command('verify')
    .summary('walk the whole chain from entry 1, and compare it with what was seen the last time')
    .option('--from <file>', 'where the last number and hash are kept', path.join('.cygnet', 'audit.json'))
    .option('--trust <folder>', "the roots that name the Worker's keys", 'trust')
    .addOption(urlOption())
    .action(verify)

interface VerifyOptions {
  readonly from: string
  readonly trust: string
  readonly url?: string
}

const verify = async ({ from, trust }: VerifyOptions, command: Command): Promise<void> => {
  // The same option stands at both commands; the outer one takes it first.
  const { url } = command.optsWithGlobals<VerifyOptions>()
  const plane = await controlPlane(url)
  const network = plane.network
  const noted = await notedIn(from, network)
  const head = await verifyLog(plane, { network, signed: await workerKeys(trust), noted })
  await mkdir(path.dirname(from), { recursive: true, mode: 0o700 })
  await replaceFile(from, `${JSON.stringify({ network, ...head })}\n`)
  const before = noted === undefined ? 'nothing was noted before' : `it holds entry ${noted.number} as noted`
  say(
    `${paintFor(process.stdout)(['bold', 'green'], 'whole')}: ${head.number} entries; ${before}; noted in ${from}`,
  )
}
