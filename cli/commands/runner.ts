import { Command } from 'commander'
import { CommandError } from '../command-error.ts'
import { AUTHORITY, controlPlane, urlOption } from '../control-plane.ts'
import { type PackageFile, readPackage } from '../runner-package/read-package.ts'
import { type Standing, signRunnerFile, standingAt, writeRunnerFile } from '../runner-package/runner-file.ts'
import { sketchFolder } from '../secret/sketch-folder.ts'
import { note, say } from '../terminal.ts'

const EXAMPLES = `
Examples:
  cygnet runner publish cygnet-runner_0.2.0_amd64.deb cygnet-runner_0.2.0_arm64.deb
  cygnet runner sign runners/0.2.0.json --key operator-1.pem      by as many operators as decide about a root
and then \`runner: 0.2.0\` in the topology, for the network or for one gateway first. docs/guide/upgrade.md tells the rest.
${AUTHORITY}`

interface PublishOptions {
  readonly dir: string
  readonly url?: string
}

/** `cygnet runner`: which packages of the runner gateways may install. */
export const runnerCommand = (): Command =>
  new Command('runner').addHelpText('after', EXAMPLES).addCommand(publishCommand()).addCommand(signCommand())

const publishCommand = (): Command =>
  new Command('publish')
    .summary('hand the packages of one version to the control plane, and write down what they are')
    .description(
      'Uploads packages of one version, one for each architecture, and writes runners/VERSION.json: what is reviewed, signed and installed are these very bytes. Takes the permission to maintain.',
    )
    .argument('<files...>', 'packages, .deb')
    .option('--dir <folder>', 'the folder that holds the topology', '.')
    .addOption(urlOption())
    .action(publish)

const publish = async (files: readonly string[], { dir, url }: PublishOptions): Promise<void> => {
  const packages = await Promise.all(files.map(readPackage))
  mustBeOneVersion(packages)
  const { topology } = await sketchFolder(dir)
  const plane = await controlPlane(url)
  for (const { sha256, bytes, architecture, version } of packages) {
    note(`${version} for ${architecture}: ${sha256}, ${bytes.length} bytes`)
    await plane.publishPackage(sha256, bytes)
  }
  const file = await writeRunnerFile(dir, topology.network, packages)
  say(`made ${file}; ${words(file, await standingAt(file))}`)
}

const mustBeOneVersion = (packages: readonly PackageFile[]): void => {
  const versions = new Set(packages.map(({ version }) => version))
  const architectures = new Set(packages.map(({ architecture }) => architecture))
  if (versions.size === 1 && architectures.size === packages.length) return
  throw new CommandError(
    'usage',
    'these are not the packages of one version, one for each architecture',
    'publish one version at a time',
  )
}

const signCommand = (): Command =>
  new Command('sign')
    .summary("add one operator's signature")
    .argument('<file>', 'runners/VERSION.json')
    .requiredOption(
      '--key <file>',
      "the operator's private key, PEM; CYGNET_PASSPHRASE opens an encrypted one",
    )
    .action(async (file: string, { key }: { key: string }) => {
      say(words(file, await signRunnerFile(file, key, process.env['CYGNET_PASSPHRASE'])))
    })

const words = (file: string, { signed, threshold }: Standing): string =>
  signed >= threshold
    ? `${file} is signed by ${signed} of the operators: gateways will install it where the topology says so`
    : `${file} is signed by ${signed} of the ${threshold} operators that it takes: cygnet runner sign ${file} --key FILE`
