import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { buildDeb } from '../../infra/host/deb.ts'
import { applyBundles } from '../../infra/lab/apply.ts'
import { cacheFolder } from '../../infra/lab/image/cache.ts'
import { Lab } from '../../infra/lab/lab.ts'
import { LabError } from '../../infra/lab/lab-error.ts'
import { isStale, type LabRecord, readRecords, removeLab } from '../../infra/lab/record.ts'
import { rehearse } from '../../infra/lab/rehearsal.ts'
import { readForLab } from '../../infra/lab/topology.ts'
import { madeUpVault } from '../../infra/lab/vault.ts'
import type { ValidTopology } from '../../schema/topology/topology.ts'
import { compile } from '../../worker/compile/compile.ts'
import { CommandError } from '../command-error.ts'
import { showProblems, tally } from '../show-problem.ts'
import { note, paintFor, say } from '../terminal.ts'
import { readFolder } from '../topology-folder.ts'

const EXAMPLES = `
Examples:
  cygnet lab up examples/reference --apply         boot the network, configured as the topology says
  cygnet lab exec rlyeh -- swanctl --list-sas      a command in a gateway
  cygnet lab exec rlyeh/containers -- ping -c3 10.2.0.10     or in a host behind one
  cygnet lab test examples/reference               does everything that should talk, and nothing else?
  cygnet lab down

Needs root: gateways are virtual machines, everything between them network namespaces. The first time takes a minute.`

/** `cygnet lab`: a network, booted on this machine before it is rolled out. */
export const labCommand = (): Command =>
  new Command('lab')
    .description('Boots the network that a topology describes on this machine: the rehearsal of a change.')
    .addCommand(up())
    .addCommand(exec())
    .addCommand(test())
    .addCommand(down())
    .addHelpText('after', EXAMPLES)

const up = (): Command =>
  new Command('up')
    .summary('boot every gateway, with a host behind each site')
    .argument('[dir]', 'the folder that holds the topology', '.')
    .option(
      '--apply',
      'configure the gateways as the topology says; without it they are as their installer left them',
    )
    .action((folder: string, { apply }: { apply?: true }) =>
      inLab(async () => {
        const topology = await topologyIn(folder)
        for (const record of await readRecords()) {
          if (await isStale(record)) await removeLab(record)
          else if (record.owner === undefined) throw running()
        }
        const lab = await withRunner(deb =>
          Lab.up({ topology, folder: join(cacheFolder(), 'labs'), deb, keep: true, log: note }),
        )
        if (apply === true)
          await applyBundles(lab, topology, compile(topology), await madeUpVault(lab, topology))
        lab.close()
        say(`up: ${topology.gateways.map(({ name }) => name).join(', ')}`)
      }),
    )

const exec = (): Command =>
  new Command('exec')
    .summary('run a command in a gateway, or in a host behind it')
    .argument('<name>', 'a gateway (rlyeh), a host (rlyeh/containers), or internet')
    .argument('<command...>', 'after --')
    .option('--timeout <seconds>', 'when to give up', '600')
    .action((name: string, argv: string[], { timeout }: { timeout: string }) =>
      inLab(async () => {
        const options = { timeout: Number(timeout) * 1000 }
        const result = await Lab.execIn(await theLab(), name, argv, options)
        process.stdout.write(result.stdout)
        process.stderr.write(result.stderr)
        process.exitCode = result.code
      }),
    )

const test = (): Command =>
  new Command('test')
    .summary('check that the running lab does what the topology means')
    .argument('[dir]', 'the folder that holds the topology', '.')
    .action((folder: string) =>
      inLab(async () => {
        const topology = await topologyIn(folder)
        const lab = Lab.attach(await theLab(), topology)
        const paint = paintFor(process.stdout)
        const vault = await madeUpVault(lab, topology)
        for await (const { claim, holds } of rehearse(lab, topology, vault)) {
          say(`${holds ? paint('green', '✓') : paint('red', '✗')} ${claim}`)
          if (!holds) process.exitCode = 1
        }
        lab.close()
      }),
    )

const down = (): Command =>
  new Command('down').summary('take the lab down, and everything that crashed ones left behind').action(() =>
    inLab(async () => {
      for (const record of await readRecords())
        if (record.owner === undefined || (await isStale(record))) await removeLab(record)
      say('down')
    }),
  )

const theLab = async (): Promise<LabRecord> => {
  const record = (await readRecords()).find(({ owner }) => owner === undefined)
  if (record === undefined) throw new CommandError('lab', 'no lab is up', 'boot one with cygnet lab up')
  return record
}

const running = (): CommandError =>
  new CommandError(
    'lab',
    'a lab is up already',
    'use it with cygnet lab exec, or take it down with cygnet lab down',
  )

const topologyIn = async (folder: string): Promise<ValidTopology> => {
  const files = await readFolder(folder)
  const reading = readForLab(files)
  if (reading.kind === 'valid') return reading.topology
  for (const shown of showProblems(reading.problems, files, paintFor(process.stderr))) note(`${shown}\n`)
  throw new CommandError(
    'problems',
    `the topology is refused: ${tally(reading.problems)}`,
    'correct what is shown above',
  )
}

const withRunner = async <T>(use: (deb: string) => Promise<T>): Promise<T> => {
  const out = await mkdtemp(join(tmpdir(), 'cygnet-deb-'))
  try {
    return await use(await buildDeb({ out }))
  } finally {
    await rm(out, { recursive: true, force: true })
  }
}

/** What keeps a lab from running is told like any other fault of a command. */
const inLab = async (work: () => Promise<void>): Promise<void> => {
  try {
    await work()
  } catch (cause) {
    if (!(cause instanceof LabError)) throw cause
    throw new CommandError('lab', cause.message, 'cygnet lab down clears what is left of it', cause)
  }
}
