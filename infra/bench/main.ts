import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { idleGateway } from './idle-poll.ts'
import { costOf, table } from './measure.ts'

/**
 * `npm run bench`: what a poll without change costs, beside bare Node and beside curl, all in one run. Writes
 * docs/benchmarks.md. Runs itself again in a mount namespace, where /etc and /var/lib are copies that nobody misses.
 */
const RUNS = 30
const INSIDE = 'CYGNET_BENCH_INSIDE'
const DOC = fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url))

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

const main = async (): Promise<void> => {
  await using gateway = await idleGateway('miskatonic', 'rlyeh')
  console.log(`a poll without change, mean of ${RUNS} runs each`)
  await costOf(gateway.once, 1)
  const requests = gateway.requests().slice(-1)
  const rows = [
    ['bare Node (`node -e 0`)', await costOf([process.execPath, '-e', '0'], RUNS)],
    ['`curl`, the same conditional GET', await costOf(gateway.curl, RUNS)],
    ['`cygnet-runner once`', await costOf(gateway.once, RUNS)],
  ] as const
  const text = `${table(rows)}\n\nRequests of one such poll: ${requests.map(one => `\`${one}\``).join(', ')}.`
  console.log(text)
  await record(text)
}

/** Replaces what stands between the marks of this section in docs/benchmarks.md. */
const record = async (text: string): Promise<void> => {
  const doc = await readFile(DOC, 'utf8')
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`
  const section = `<!-- idle-poll -->\nMeasured on ${machine}.\n\n${text}\n<!-- /idle-poll -->`
  await writeFile(DOC, doc.replace(/<!-- idle-poll -->[\s\S]*<!-- \/idle-poll -->/, section))
}

if (process.env[INSIDE] === undefined) enterNamespace()
await main()
