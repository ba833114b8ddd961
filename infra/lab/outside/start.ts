import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Image } from '../image/image.ts'
import { LabError } from '../lab-error.ts'
import { CONTROL_ADDRESS, WEB_ADDRESS } from '../network/internet.ts'
import { eventually } from '../patience.ts'
import { must, startDetached } from '../program.ts'
import { type LabRecord, type Process, processOf, socketFolder } from '../record.ts'
import { byName, LabRoom } from '../room.ts'
import type { InternetConfiguration, SwitchConfiguration, Trunk } from './configuration.ts'

/**
 * Starts the two processes that stand outside of the gateways, the switch and the internet's servers, and resolves
 * when they serve. Gives those that must be recorded, because they live in no namespace of the lab.
 */
export const startOutside = async (
  record: LabRecord,
  image: Image,
  trunks: readonly Trunk[],
  port: number | undefined,
): Promise<Process[]> => {
  const socket = join(socketFolder(record.id), 'control')
  const control = port === undefined ? {} : { control: { socket, port } }
  const inner: SwitchConfiguration = { trunks: [...trunks], ...control }
  const outer: InternetConfiguration = {
    web: WEB_ADDRESS,
    published: publishedIn(record),
    control: CONTROL_ADDRESS,
    certificate: join(image.base.folder, 'control.crt'),
    key: join(image.base.folder, 'control.key'),
    ...(port !== undefined && { socket }),
  }
  const internet = new LabRoom('internet', byName(new Map(Object.entries(record.rooms)), 'room', 'internet'))
  const [pid] = await Promise.all([
    startPart(record, 'switch', inner, argv => argv),
    startPart(record, 'internet', outer, argv => internet.inside(argv)),
  ])
  const process = await processOf(pid)
  if (process === undefined) throw new LabError('program', 'the switch of the lab ended at once')
  return [process]
}

/** The folder of what the lab's web server gives away. */
export const publishedIn = ({ folder }: LabRecord): string => join(folder, 'published')

const startPart = async (
  record: LabRecord,
  part: string,
  configuration: SwitchConfiguration | InternetConfiguration,
  wrap: (argv: string[]) => string[],
): Promise<number> => {
  const file = join(socketFolder(record.id), `${part}.json`)
  const log = join(record.folder, `${part}.log`)
  await writeFile(file, JSON.stringify(configuration), { mode: 0o600 })
  await writeFile(log, '')
  const pid = await startDetached(
    wrap([process.execPath, join(import.meta.dirname, `${part}.ts`), file]),
    log,
  )
  await eventually(`the lab's ${part} serves, see ${log}`, 20_000, async () =>
    (await must(['grep', '-c', 'ready', log])).code === 0 ? true : undefined,
  )
  return pid
}
