import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildDeb } from '../host/deb.ts'
import { Lab } from '../lab/lab.ts'
import { CONTROL_NAME } from '../lab/network/internet.ts'
import { readForLab } from '../lab/topology.ts'
import type { Bucket } from '../local/control-plane.ts'
import { type Stack, startStack } from '../local/stack.ts'
import { type Cygnet, cygnetAs } from './cygnet-command.ts'
import { type Narrator, StoryError } from './narrator.ts'
import { Person } from './person.ts'

export const NETWORK = 'miskatonic'

/** Who plays: a maintainer who may approve, an author who may write, a stranger who may only look. */
const USERS = [
  { login: 'herbert', role: 'admin' },
  { login: 'asenath', role: 'maintain' },
  { login: 'wilbur', role: 'write' },
  { login: 'walter', role: 'read' },
] as const

/** Everything a chapter works with: the stack and the lab, both running, and people with clones. */
export interface Cast {
  readonly say: Narrator
  readonly folder: string
  readonly stack: Stack
  readonly lab: Lab
  readonly admin: Person
  readonly maintainer: Person
  /** The operator's tool in the maintainer's hands. */
  readonly cygnet: Cygnet
  readonly author: Person
  readonly stranger: Person
  readonly bucket: Bucket
}

export interface Stage {
  readonly say: Narrator
  /** Emptied first: a story starts from nothing. */
  readonly folder: string
}

/** The network before the two sites are joined: the example without its tunnel and its people, measured, and polled often so that nobody waits. */
export const openingTopology = async (): Promise<string> => {
  const text = (await example('topology.yaml'))
    .replace('every: 60s', 'every: 3s')
    .replaceAll(/soak: \d+m/g, 'soak: 2s')
  const bare = ['tunnels', 'access'].reduce(
    (rest, section) => rest.replace(sectionOf(text, section), ''),
    text,
  )
  return `${bare}\nmonitor: { every: 1s }\n`
}

/** The block of the example that begins with this key. */
export const exampleSection = async (section: 'tunnels' | 'access'): Promise<string> =>
  sectionOf(await example('topology.yaml'), section)

const sectionOf = (text: string, section: string): string => {
  const found = new RegExp(`^${section}:\\n(?:[ #].*\\n|\\n)+`, 'm').exec(text)?.[0]
  if (found === undefined) throw new StoryError(`the example has no ${section}`)
  return found
}

const example = (name: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../../examples/reference/${name}`, import.meta.url)), 'utf8')

/** What the lab has to build: all of the example, with the laptops of those who will dial in. */
const exampleFiles = async (): Promise<ReadonlyMap<string, string>> => {
  const names = ['topology.yaml', 'pki/ca.crt', 'pki/ipsec.example.com.crt']
  return new Map(await Promise.all(names.map(async name => [name, await example(name)] as const)))
}

/** Raises the curtain: forge and Worker on disk, gateways awake in their lab with the runner installed. */
export const gather = async ({ say, folder }: Stage): Promise<Cast & AsyncDisposable> => {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const stack = await startStack({
    folder: join(folder, 'stack'),
    network: NETWORK,
    users: USERS,
    publicUrl: `https://${CONTROL_NAME}`,
  })
  try {
    const lab = await wakeGateways(stack, folder, say)
    const person = (login: string): Person => new Person(login, join(folder, 'clones', login), stack.forge)
    const maintainer = person('asenath')
    return {
      say,
      folder,
      stack,
      lab,
      admin: person('herbert'),
      maintainer,
      cygnet: cygnetAs(maintainer, `${stack.worker.url}/v1/${NETWORK}`),
      author: person('wilbur'),
      stranger: person('walter'),
      bucket: await stack.bucket(),
      [Symbol.asyncDispose]: async () => {
        await lab.down()
        await stack.stop()
      },
    }
  } catch (error) {
    await stack.stop()
    throw error
  }
}

const wakeGateways = async (stack: Stack, folder: string, say: Narrator): Promise<Lab> => {
  const reading = readForLab(await exampleFiles())
  if (reading.kind === 'invalid') throw new StoryError(reading.problems.map(one => one.message).join('; '))
  say.note('building cygnet-runner.deb')
  const deb = await buildDeb({ out: join(folder, 'package') })
  return await Lab.up({
    topology: reading.topology,
    folder: join(folder, 'lab'),
    deb,
    controlPlane: { port: Number(new URL(stack.worker.url).port) },
    log: line => say.note(line),
  })
}
