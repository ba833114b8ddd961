import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { growthTable, hostileTable } from './growth.ts'
import { lossTable } from './loss.ts'
import { monitorTable } from './monitor.ts'
import { pollTable } from './poll.ts'
import { record } from './record.ts'
import { reportsTable } from './reports.ts'

/**
 * `npm run bench`: what a poll without change costs, beside bare Node, curl and ansible-pull; how checking and compiling grow with
 * the network; what hostile texts cost; what is lost of a steady ping while a gateway changes; how many reports the
 * Worker takes, and how long a merge takes to reach a gateway; what measuring costs. `npm run bench -- poll`, `compile`, `hostile`, `loss`,
 * `reports` or `monitor` for one of them. Writes docs/benchmarks.md.
 * The poll and the monitor run again in a mount namespace, where /etc and /var/lib are copies that nobody misses.
 */
const INSIDE = 'CYGNET_BENCH_INSIDE'

/** Runs a section again inside; with a network of its own, where every address of 10.64.0.0/15 answers. */
const enterNamespace = (section: 'poll' | 'monitor'): number => {
  const overlay = ['etc', 'var/lib']
    .map(path => {
      const at = `$w/${path}`
      return `mkdir -p ${at}/u ${at}/w && mount -t overlay overlay -o lowerdir=/${path},upperdir=${at}/u,workdir=${at}/w /${path}`
    })
    .join(' && ')
  const network = section === 'poll' ? [] : ['--net']
  const addresses = 'ip link set lo up && ip route add local 10.64.0.0/15 dev lo'
  const script = `${section === 'poll' ? ':' : addresses} && w=$(mktemp -d) && mount -t tmpfs tmpfs "$w" && ${overlay} && exec "$0" "$@"`
  const again = [process.execPath, fileURLToPath(import.meta.url)]
  const { status } = spawnSync('unshare', ['--mount', ...network, 'bash', '-c', script, ...again], {
    stdio: 'inherit',
    env: { ...process.env, [INSIDE]: section },
  })
  return status ?? 1
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
const inside = process.env[INSIDE]
if (inside === undefined) {
  if (asked('compile')) await record('compile', await growthTable())
  if (asked('hostile')) await record('hostile', await hostileTable(HOSTILE))
  if (asked('loss')) await record('loss', await lossTable())
  if (asked('reports')) await record('reports', await reportsTable())
  for (const section of ['monitor', 'poll'] as const)
    if (asked(section)) process.exitCode ||= enterNamespace(section)
} else {
  const [section, text] =
    inside === 'monitor' ? ['monitor', await monitorTable()] : ['idle-poll', await pollTable()]
  console.log(text)
  await record(section, text)
}
