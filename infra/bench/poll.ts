import { ansiblePull } from './ansible-pull.ts'
import { idleGateway } from './idle-poll.ts'
import { Meter, median } from './measure.ts'
import { aimTable, costTable } from './tables.ts'
import { type Service, serviceAfter } from './thousand-polls.ts'

const RUNS = 30
/** Fewer of what takes seconds. */
const ANSIBLE_RUNS = 5
const SERVICE_RUNS = 3
const POLLS = 1000

/**
 * What a poll without change costs, as a turn of its own and in the service, beside bare Node, curl and ansible-pull, and
 * whether that is what is aimed at. Wants a mount namespace of its own, as `idleGateway` does.
 */
export const pollTable = async (): Promise<string> => {
  await using gateway = await idleGateway('miskatonic', 'rlyeh')
  await using ansible = await ansiblePull()
  const bare = new Meter([process.execPath, '-e', '0'], RUNS)
  const curl = new Meter(gateway.curl, RUNS)
  const once = new Meter(gateway.once, RUNS)
  const pull = new Meter(ansible.idle, ANSIBLE_RUNS)
  await Meter.takeTurns([bare, curl, pull, once])
  const requests = gateway.requests().slice(-1)
  const services: Service[] = []
  while (services.length < SERVICE_RUNS) services.push(await serviceAfter(POLLS, gateway.service))
  return [
    costTable([
      ['bare Node (`node -e 0`)', bare.cost],
      ['`curl`, the same conditional GET', curl.cost],
      ['`cygnet-runner once`', once.cost],
      ['`ansible-pull --only-if-changed`, nothing new', pull.cost],
    ]),
    `Requests of one such poll: ${requests.map(one => `\`${one}\``).join(', ')}.`,
    serviceText(services),
    aimTable([
      {
        what: 'CPU of `once`, to that of bare Node',
        is: once.cost.cpu / bare.cost.cpu,
        unit: '×',
        atMost: 2.5,
      },
      { what: 'peak memory of `once`', is: once.cost.memory, unit: ' MiB', atMost: 60 },
      {
        what: 'CPU of `ansible-pull`, to that of `once`',
        is: pull.cost.cpu / once.cost.cpu,
        unit: '×',
        atLeast: 40,
      },
      {
        what: 'CPU of `ansible-pull`, to that of a poll of the service',
        is: pull.cost.cpu / median(services.map(({ cpu }) => cpu)),
        unit: '×',
        atLeast: 40,
      },
    ]),
  ].join('\n\n')
}

const serviceText = (services: readonly Service[]): string => {
  const milliseconds = (seconds: (service: Service) => number): string =>
    (median(services.map(seconds)) * 1000).toFixed(1)
  const mebibytes = (memory: (service: Service) => number): string => {
    const ends = [Math.min(...services.map(memory)), Math.max(...services.map(memory))]
    return `${[...new Set(ends.map(end => end.toFixed(0)))].join(' to ')} MiB`
  }
  return [
    `The service (\`cygnet-runner run\`), ${services.length} times ${POLLS} polls:`,
    `${milliseconds(({ cpu }) => cpu)} ms of CPU for a poll, ${milliseconds(({ children }) => children)} ms of them in its children;`,
    `resident memory ${mebibytes(({ first }) => first)} after the first poll, ${mebibytes(({ last }) => last)} after the last.`,
  ].join(' ')
}
