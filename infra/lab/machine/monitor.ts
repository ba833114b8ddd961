import { z } from 'zod'
import { LabError } from '../lab-error.ts'
import { eventually } from '../patience.ts'
import { LineChannel } from './line-channel.ts'

/** A command of QEMU's machine protocol (QMP). */
export interface MonitorCommand {
  readonly execute: string
  readonly arguments?: Readonly<Record<string, unknown>>
}

const Answer = z.union([
  z.object({ return: z.unknown() }),
  z.object({ error: z.object({ class: z.string(), desc: z.string() }) }),
])

/** Gives commands to a machine one after the other and returns their answers. Throws `boot` with QEMU's words. */
export const tellMonitor = async (
  socket: string,
  commands: readonly MonitorCommand[],
): Promise<unknown[]> => {
  const channel = await eventually('QEMU opens its monitor', 10_000, () => LineChannel.open(socket))
  const answers: unknown[] = []
  try {
    for (const command of [{ execute: 'qmp_capabilities' }, ...commands]) {
      channel.send(command)
      const document = await channel.receive(isAnswer, 30_000)
      const answer = Answer.parse(document)
      if ('error' in answer)
        throw new LabError('boot', `QEMU refuses ${command.execute}: ${answer.error.desc}`)
      answers.push(answer.return)
    }
    return answers.slice(1)
  } finally {
    channel.close()
  }
}

const isAnswer = (document: unknown): boolean => Answer.safeParse(document).success

const Status = z.object({ status: z.string() })

/** Waits until the machine's `query` command (query-status, query-migrate) answers with one of `wanted`. */
export const untilStatus = (
  socket: string,
  query: string,
  wanted: readonly string[],
  milliseconds: number,
): Promise<string> =>
  eventually(`${query} becomes ${wanted.join(' or ')}`, milliseconds, async () => {
    const [answer] = await tellMonitor(socket, [{ execute: query }])
    const status = Status.safeParse(answer).data?.status
    if (status === 'failed') throw new LabError('boot', `${query} says failed`)
    return status !== undefined && wanted.includes(status) ? status : undefined
  })
