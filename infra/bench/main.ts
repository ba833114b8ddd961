import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { growthTable, hostileTable } from './growth.ts'
import { lossTable } from './loss.ts'
import { pollTable } from './poll.ts'
import { record } from './record.ts'
import { reportsTable } from './reports.ts'

/**
 * `npm run bench`: what a poll without change costs, beside bare Node, curl and ansible-pull; how checking and compiling grow with
 * the network; what hostile texts cost; what is lost of a steady ping while a gateway changes; how many reports the
 * Worker takes, and how long a merge takes to reach a gateway. `npm run bench -- poll`, `compile`, `hostile`, `loss` or `reports` for
 * one of them. Writes docs/benchmarks.md.
 * The poll runs again in a mount namespace, where /etc and /var/lib are copies that nobody misses.
 */
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
  if (asked('reports')) await record('reports', await reportsTable())
  if (asked('poll')) enterNamespace()
} else {
  const text = await pollTable()
  console.log(text)
  await record('idle-poll', text)
}
