import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { ansiblePull } from './ansible-pull.ts'
import { growthTable, hostileTable } from './growth.ts'
import { idleGateway } from './idle-poll.ts'
import { lossTable } from './loss.ts'
import { costOf, table } from './measure.ts'
import { record } from './record.ts'
import { serviceAfter } from './thousand-polls.ts'

/**
 * `npm run bench`: what a poll without change costs, beside bare Node, curl and
 * ansible-pull; how checking and compiling grow with the
 * network; what hostile texts cost; what is lost of a steady ping while a gateway changes. `npm run bench -- poll`, `compile`, `hostile` or `loss` for one of them. Writes docs/benchmarks.md.
 * The poll runs again in a mount namespace, where /etc and /var/lib are copies that nobody misses.
 */
const RUNS = 30
/** Fewer of what takes seconds. */
const ANSIBLE_RUNS = 5
const POLLS = 1000
const INSIDE = 'CYGNET_BENCH_INSIDE'

const enterNamespace = (): never => {
  const overlay = ['etc', 'var/lib']
    .map(path => {
      const at = `$w/${path}`
      return `mkdir -p ${at}/u ${at}/w && mount -t overlay overlay -o lowerdir=/${path},upperdir=${at}/u,workdir=${at}/w /${path}`
    })
    .join(' && ')
  const script = `w=$(mktemp -d) && mount -t tmpfs tmpfs "$w" && ${overlay} && exec "$0" "$@"`
  const again = [process.execPath, fileURLToPath(import.meta.url)]
  const { status } = spawnSync('unshare', ['--mount', 'bash', '-c', script, ...again], {
    stdio: 'inherit',
    env: { ...process.env, [INSIDE]: '1' },
  })
  process.exit(status ?? 1)
}

const benchPoll = async (): Promise<void> => {
  await using gateway = await idleGateway('miskatonic', 'rlyeh')
  await using ansible = await ansiblePull()
  console.log(`a poll without change, mean of ${RUNS} runs each`)
  await costOf(gateway.once, 1)
  const requests = gateway.requests().slice(-1)
  const rows = [
    ['bare Node (`node -e 0`)', await costOf([process.execPath, '-e', '0'], RUNS)],
    ['`curl`, the same conditional GET', await costOf(gateway.curl, RUNS)],
    ['`cygnet-runner once`', await costOf(gateway.once, RUNS)],
    ['`ansible-pull --only-if-changed`, nothing new', await costOf(ansible.idle, ANSIBLE_RUNS)],
  ] as const
  const { cpu, first, last } = await serviceAfter(POLLS, gateway.service)
  const text = [
    table(rows),
    `Requests of one such poll: ${requests.map(one => `\`${one}\``).join(', ')}.`,
    `The service (\`cygnet-runner run\`): ${(cpu * 1000).toFixed(1)} ms of CPU for a poll; resident memory ${first.toFixed(0)} MiB after the first, ${last.toFixed(0)} MiB after ${POLLS} polls.`,
  ].join('\n\n')
  console.log(text)
  await record('idle-poll', text)
}

/** Those of test/fixtures/hostile-texts.ts that cost most. */
const HOSTILE = [
  'as many keys as fit',
  'as many gateways as fit, all empty',
  'a list of empty lists',
  'meshes of meshes',
  'one mesh of a thousand',
  'tunnels between gateways with ever so many networks',
  'allowances without end',
  'something like a secret in every line',
]

const [wanted] = process.argv.slice(2)
const asked = (section: string): boolean => wanted === undefined || wanted === section
if (process.env[INSIDE] === undefined) {
  if (asked('compile')) await record('compile', await growthTable())
  if (asked('hostile')) await record('hostile', await hostileTable(HOSTILE))
  if (asked('loss')) await record('loss', await lossTable())
  if (asked('poll')) enterNamespace()
} else await benchPoll()
