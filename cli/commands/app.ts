import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Command, Option } from 'commander'
import { CommandError } from '../command-error.ts'
import { awaitCode } from '../github-app/await-code.ts'
import { type Conversion, convert } from '../github-app/conversion.ts'
import { manifestFor } from '../github-app/manifest.ts'
import { ignoreInGit } from '../init/git-ignore.ts'
import { note, say } from '../terminal.ts'

const EXAMPLES = `
Examples:
  cygnet app create --for https://cygnet.example.workers.dev
  cygnet app create --for https://cygnet.example.workers.dev --org miskatonic --name cygnet-miskatonic

A page opens at 127.0.0.1 with one button. GitHub asks once more, makes the App, and sends you back; its private key,
its webhook secret and its client secret go to .cygnet/keys (mode 0600), and are never printed.`

interface Options {
  readonly for: string
  readonly name: string
  readonly org?: string
  readonly github: string
  readonly githubApi: string
}

const KEYS = path.join('.cygnet', 'keys')

/** `cygnet app`: the GitHub App by which the control plane speaks with GitHub. */
export const appCommand = (): Command =>
  new Command('app')
    .description('The GitHub App by which the control plane reads the topology and shows its checks.')
    .addHelpText('after', EXAMPLES)
    .addCommand(
      new Command('create')
        .summary('create it from the manifest, and keep its keys')
        .requiredOption('--for <url>', 'where the control plane will be reached')
        .option('--name <name>', "the App's name, which nobody else may have", 'cygnet-control-plane')
        .option('--org <name>', 'the organization that owns it; without one it is yours')
        .addOption(new Option('--github <url>', 'another GitHub').default('https://github.com'))
        .addOption(new Option('--github-api <url>', 'and its API').default('https://api.github.com'))
        .action(create),
    )

const create = async (options: Options): Promise<void> => {
  const controlPlane = originOf('--for', options.for)
  const github = originOf('--github', options.github)
  if (options.org !== undefined && !/^[A-Za-z0-9-]{1,39}$/.test(options.org))
    throw new CommandError('usage', `${options.org} is no organization`, 'write its login, as in its address')
  const owner = options.org === undefined ? '' : `/organizations/${options.org}`
  // Before GitHub makes anything: it tells the keys once, and there must be a place for them.
  await ignoreInGit('.', '/.cygnet/')
  await mkdir(KEYS, { recursive: true, mode: 0o700 })
  const code = await awaitCode({
    action: `${github}${owner}/settings/apps/new`,
    manifestAt: redirect => manifestFor({ name: options.name, controlPlane, redirect }),
    opened: address => note(`open this page on this machine, and press its button: ${address}`),
  })
  const made = await convert(options.githubApi.replace(/\/+$/, ''), code)
  say(whatNext(made, await keep(made)))
}

/** Addresses without a path; plain HTTP only on this machine. */
const originOf = (option: string, text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const near = url?.hostname === '127.0.0.1' || url?.hostname === 'localhost'
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && near)) return url.origin
  throw new CommandError('usage', `${option} ${text} is no address`, 'write https://HOST')
}

/** Each App has files of its own name: nothing is overwritten. */
const keep = async ({ slug, pem, webhook_secret, client_secret }: Conversion): Promise<Kept> => {
  const kept = async (ending: string, text: string): Promise<string> => {
    const file = path.join(KEYS, `${slug}.${ending}`)
    await writeFile(file, text, { flag: 'wx', mode: 0o600, flush: true })
    return file
  }
  return {
    key: await kept('pem', pem),
    secret: await kept('webhook-secret', webhook_secret),
    client: await kept('client-secret', client_secret),
  }
}

/** Where its secrets lie. */
interface Kept {
  readonly key: string
  readonly secret: string
  readonly client: string
}

const whatNext = ({ id, slug, html_url, client_id }: Conversion, { key, secret, client }: Kept): string => `\
the App ${slug} has the number ${id}

next:
  1. install it on the repository: ${html_url}/installations/new
  2. write "GITHUB_APP_ID": "${id}" and "GITHUB_CLIENT_ID": "${client_id}" into infra/worker/wrangler.jsonc
  3. npx wrangler secret put GITHUB_PRIVATE_KEY -c infra/worker/wrangler.jsonc < ${key}
  4. npx wrangler secret put GITHUB_WEBHOOK_SECRET -c infra/worker/wrangler.jsonc < ${secret}
  5. npx wrangler secret put GITHUB_CLIENT_SECRET -c infra/worker/wrangler.jsonc < ${client}
  6. delete the three files: GitHub makes new ones when you need them`
